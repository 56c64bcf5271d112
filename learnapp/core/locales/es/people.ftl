# Personas, consentimiento y borrado, para administración y auditoría.
consents-title = Consentimiento
consents-lead = Lo que hace un estudiante solo se guarda con un consentimiento suficiente. Sin él puede practicar, y no se conserva nada.
consents-count = { $students ->
    [0] Aquí no hay estudiantes.
    [one] { $without ->
        [0] La única persona tiene un consentimiento suficiente.
       *[other] La única persona no tiene un consentimiento suficiente: no se guarda nada.
      }
   *[other] { $without ->
        [0] Los { $students } estudiantes tienen un consentimiento suficiente.
        [one] 1 de { $students } estudiantes no tiene un consentimiento suficiente: no se guarda nada suyo.
       *[other] { $without } de { $students } estudiantes no tienen un consentimiento suficiente: no se guarda nada suyo.
      }
  }
consent-everybody = Todos los estudiantes
consent-only-missing = Solo quienes no lo tienen
consent-column = Lo que hace
consent-stored = Se guarda
consent-not-stored = No se guarda
consent-basis = Base
consent-since = Desde
consent-until = Hasta
consent-why = Motivo
consent-reason-covered = Hay un consentimiento registrado que basta.
consent-reason-no_consent = No hay nada registrado. Registra un consentimiento o pídelo al tutor o tutora legal.
consent-reason-withdrawn = Se retiró. Hace falta uno nuevo.
consent-reason-under_13_needs_school_or_guardian = Lo registrado no basta a esta edad.
consent-section = Para todo el grupo { $title }
consent-section-text = Se registra donde basta y falta. El no de un tutor o tutora legal se respeta.
consent-note = Nota
consent-note-hint = La nota puede decir dónde está el papel. No escribas nombres en ella.
consent-give = Registrar
consent-withdraw = Retirar
consent-withdraw-section = Retirar para todo el grupo
consent-withdraw-sure = Lo confirmo: con esta base no se guarda nada más de nadie de { $title }.
consent-given-count = { $count ->
    [0] No se registró nada nuevo.
    [one] Registrado para 1 estudiante.
   *[other] Registrado para { $count } estudiantes.
  }
consent-withdrawn-count = { $count ->
    [0] Nadie tenía este consentimiento.
    [one] Retirado para 1 estudiante.
   *[other] Retirado para { $count } estudiantes.
  }
consent-already = { $count ->
    [one] 1 estudiante ya lo tenía.
   *[other] { $count } estudiantes ya lo tenían.
  }
consent-unfit = { $count ->
    [one] Para 1 estudiante esta base no basta a su edad.
   *[other] Para { $count } estudiantes esta base no basta a su edad.
  }
consent-objected = { $count ->
    [one] El tutor o tutora legal de 1 estudiante ha dicho que no. Abre su ficha para cambiarlo.
   *[other] Los tutores legales de { $count } estudiantes han dicho que no. Abre cada ficha para cambiarlo.
  }
consent-enough = Bastaría uno de estos:
consent-recorded-list = Consentimientos registrados
consent-in-force = Cuenta
consent-ended = Retirado
consent-not-enough = No cuenta
consent-recorded = El consentimiento está registrado.
consent-withdrawn = El consentimiento está retirado.

person-title = Persona
person-back = Todas las personas
person-born = Fecha de nacimiento
person-guardians = Tutores legales
person-children = Menores a su cargo
person-correct = Corregir
person-roles = Roles
person-roles-save = Guardar los roles
person-saved = Guardado.
person-none = Aquí no hay esa persona
person-none-text = La dirección puede estar mal escrita, o la persona es de otra institución.
person-is-erased = Esta persona fue borrada. Ya nadie puede leer su nombre, su dirección ni su fecha de nacimiento.
person-erase = Borrar a esta persona
person-erase-text = Se destruye la clave de su nombre, dirección, fecha de nacimiento y mensajes: nadie podrá volver a leerlos, tampoco en las copias de seguridad. Su sesión se cierra al instante. Lo aprendido queda bajo un número que no lleva a nadie. No se puede deshacer.
person-erase-word = Escribe su dirección de correo para confirmar
person-erase-button = Borrar para siempre
person-erase-wrong = Esa no es la dirección de correo de esta persona. No se borró nada.
person-erased = La persona está borrada.

section-enrol-as = Como
section-enrol-own = Lo que es aquí
enrolments-csv = Descargar las inscripciones en CSV
