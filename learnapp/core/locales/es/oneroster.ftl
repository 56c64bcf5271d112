# Listas del centro en formato OneRoster, e invitaciones por correo, para la administración.
oneroster-title = Listas del centro (OneRoster)
oneroster-lead = Trae clases, personas y matrículas del otro sistema de tu centro. Primero ves qué pasaría; nada cambia hasta que lo digas.
oneroster-choose = El archivo
oneroster-course = Las clases nuevas estudian
oneroster-attest = Nuestro centro tiene un contrato o el consentimiento que necesita para los estudiantes de este archivo.
oneroster-file = Un zip OneRoster 1.2 (CSV con manifest.csv)
oneroster-too-large = El paquete pesa más de { $most } MB, lo máximo que se puede enviar aquí. Una lista no es tan grande: comprueba que es el archivo correcto.
oneroster-first = Primero se revisa. Los datos demográficos no se leen nunca. Las personas llegan sin contraseña: entran con el acceso propio del centro o desde su plataforma, o les das una contraseña temporal.
oneroster-would = Qué pasaría
oneroster-did = Qué ha pasado
oneroster-sofar = Hasta ahora
oneroster-from = Exportado por { $source }
oneroster-delta = Este archivo solo dice lo que ha cambiado: lo que no nombra se queda como está.
oneroster-counts = Cifras
oneroster-what = Qué
oneroster-made = Nuevo
oneroster-changed = Cambiado
oneroster-unchanged = Sin cambios
oneroster-ended = Terminado
oneroster-refused = No se puede usar
oneroster-kind-classes = Clases
oneroster-kind-users = Personas
oneroster-kind-guardians = Tutores de estudiantes
oneroster-kind-enrollments = Matrículas
oneroster-ended-text = Terminado significa: las clases se cierran, las personas se suspenden, las matrículas acaban. No se pierde nada de lo aprendido, y un archivo posterior lo trae de vuelta. Solo se termina lo que hizo un archivo; a quien administra no se le toca.
oneroster-namesakes = { $count ->
    [one] Una clase nueva tiene el título de una clase que se hizo aquí a mano:
   *[other] { $count } clases nuevas tienen el título de clases que se hicieron aquí a mano:
}
oneroster-namesakes-more = { $count ->
    [one] Una clase más.
   *[other] { $count } clases más.
}
oneroster-adopt = Son las mismas clases: seguir en las que hay aquí.
oneroster-adopt-text = Con la marca, las personas del archivo entran en las clases que hay; su título, su curso y sus personas se quedan. Sin ella, se hacen clases nuevas al lado.
oneroster-meant = Terminaría mucho de lo que hay. He mirado las cifras y es lo que quiero.
oneroster-run = Importar
oneroster-resume = Seguir
oneroster-problems = Líneas que no se pueden usar
oneroster-csv = Archivo
oneroster-todo = Qué hacer
oneroster-more = { $count ->
    [one] y 1 línea más
   *[other] y { $count } líneas más
  }
oneroster-report = Descargarlas todas
oneroster-list = Importaciones
oneroster-state-waiting = Espera
oneroster-state-reading = Se está revisando
oneroster-state-ready = Lista: mírala e importa
oneroster-state-queued = Espera
oneroster-state-running = En marcha
oneroster-state-stopping = Se detiene
oneroster-state-stopped = Detenida
oneroster-state-interrupted = Interrumpida
oneroster-state-done = Hecha
oneroster-state-failed = No se pudo leer
oneroster-why-no-id = A la línea le falta un id (sourcedId). Añádelo en el otro sistema.
oneroster-why-bad-id = Un id es demasiado largo o tiene caracteres que no debe. Corrígelo en el otro sistema.
oneroster-why-id-twice = El mismo id está dos veces en el archivo. Solo se usó la primera línea.
oneroster-why-status = El estado puede estar vacío, o ser active o tobedeleted. Corrígelo.
oneroster-why-title = El título está vacío, es demasiado largo o empieza por = + - o @. Corrígelo.
oneroster-why-name = El nombre está vacío, es demasiado largo o empieza por = + - o @. Corrígelo.
oneroster-why-email = No es una dirección de correo. Corrígela o déjala vacía.
oneroster-why-email-taken = Otra persona tiene aquí este correo. Corrígelo en uno de los dos sistemas.
oneroster-why-email-student = Una cuenta de estudiante tiene este correo, y nadie ha comprobado que sea suyo. Mira la cuenta en Personas: corrige el correo, o dale allí esta función, y envía el archivo otra vez.
oneroster-why-email-twice = Dos personas del archivo tienen el mismo correo. Da a cada una el suyo.
oneroster-why-no-role = roles.csv no da a esta persona ningún papel que un archivo pueda dar. La administración se crea a mano, en Personas.
oneroster-why-erased = Esta persona se borró aquí. Quítala del archivo.
oneroster-why-agent-role = La persona nombrada como tutora no tiene en roles.csv un papel de tutor, madre, padre o familiar.
oneroster-why-no-agent = La persona nombrada como tutora no está en el archivo o no se puede usar.
oneroster-why-no-class = La clase no está en el archivo o no se puede usar.
oneroster-why-no-user = La persona no está en el archivo o no se puede usar.
oneroster-why-enrolment-role = Aquí solo se ponen en clases estudiantes, docentes y ayudantes.
oneroster-why-begins-later = Empieza más tarde. Importa de nuevo a partir de ese día.
oneroster-why-date = Una fecha no es como 2026-08-31. Corrígela.

bulk-title = Invitar a muchos
bulk-lead = Escribe o elige una lista de correos. Cada persona recibe un enlace propio que nadie más puede usar.
bulk-no-mail = En este servidor no hay correo configurado, así que descargas los enlaces y los repartes tú.
bulk-list = La lista
bulk-file = Elegir un archivo
bulk-text = Correos, uno por línea
bulk-hint = Una línea puede nombrar también un papel y una clase: correo, papel, clase. Lo que no nombra se toma de abajo.
bulk-role = Papel
bulk-section = Clase
bulk-check = Revisar la lista
bulk-checked = Qué dice la lista
bulk-counts = Se puede invitar a { $good }; { $bad } se quedan fuera.
bulk-line-ready = Se puede invitar
bulk-line-malformed = No es una dirección de correo
bulk-line-twice = Está dos veces en la lista
bulk-line-here = Ya está en esta clase
bulk-line-invited = Ya tiene un enlace que funciona
bulk-line-role = No existe ese papel
bulk-line-section = No existe esa clase, o varias tienen ese título
bulk-send = { $count ->
    [one] Enviar 1 invitación
   *[other] Enviar { $count } invitaciones
  }
bulk-make = { $count ->
    [one] Crear 1 enlace
   *[other] Crear { $count } enlaces
  }
bulk-sent = { $count ->
    [one] Se está enviando 1 invitación.
   *[other] Se están enviando { $count } invitaciones.
  }
bulk-made = { $count ->
    [one] Se ha creado 1 enlace. Descárgalo ahora: no se muestra otra vez, porque no se guarda en ningún sitio.
   *[other] Se han creado { $count } enlaces. Descárgalos ahora: no se muestran otra vez, porque no se guardan en ningún sitio.
  }
bulk-download = Descargar los enlaces
bulk-invited = Invitaciones por correo
bulk-forgotten = se ha unido o se retiró
bulk-sent-on = Enviado
bulk-returned = Ha vuelto
bulk-again = Enlace nuevo
bulk-withdraw = Retirar
bulk-withdrawn = La invitación se ha retirado.
bulk-state-open = Espera
bulk-state-used = Se ha unido
bulk-state-expired = Terminada
bulk-state-revoked = Retirada
bulk-state-closed = Parada: la clase está cerrada
