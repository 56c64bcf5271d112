# Clientes de la API y soporte de quien opera, para administración, auditoría y operación.
clients-title = Clientes de la API
clients-lead = Programas de otros sistemas a los que tu centro deja entrar. Cada uno solo puede lo que marques, y cada consulta sobre un estudiante queda en el registro.
clients-none = No hay ningún programa conectado
clients-none-text = Crea un cliente para cada programa que necesite algo de tu centro, y no le des más de lo que necesita.
clients-add = Conectar un programa
clients-name = Nombre del programa
clients-scopes = Qué puede hacer
clients-scope-roster-read = Leer las clases y los nombres y correos de quienes están en ellas
clients-scope-records-read = Leer cómo domina cada estudiante cada tema
clients-scope-statements-write = Guardar declaraciones y documentos xAPI; las de vuestros cursos pasan a ser eventos de aprendizaje
clients-scope-events-read = Seguir en directo lo que pasa en las clases
clients-scope-exports-read = Ver exportaciones y llevarse sus archivos
clients-scope-exports-write = Planear exportaciones y hacerlas
clients-scope-statements-read = Leer todas las declaraciones xAPI de la institución
clients-scope-events-write = Enviar lo que los estudiantes hacen en otro sitio
clients-scope-assert_results = Decir qué estuvo bien, en lugar de que se corrija aquí
clients-days = El secreto termina tras estos días (vacío: nunca)
clients-add-button = Crear un cliente
clients-secret = El secreto de { $name }
clients-secret-label = Secreto
clients-once = Cópialo ahora: no se muestra otra vez, porque solo se guarda su huella.
clients-id = Id del cliente
clients-last = Último uso
clients-never = sin usar
clients-may = Puede
clients-secrets = Secretos
clients-made = creado el { $day }
clients-used = usado el { $at }
clients-ends = termina el { $day }
clients-endless = no termina
clients-secret-remove = Quitar
clients-secret-removed = Ese secreto ya no abre nada.
clients-rotate = Crear un segundo secreto
clients-saved = Guardado.
clients-remove = Quitar este cliente
clients-remove-text = Todos sus secretos dejan de funcionar al momento y para siempre. Lo que hizo queda en el registro.
clients-remove-button = Quitar para siempre
clients-removed = El cliente se ha quitado.
clients-state-active = Funciona
clients-state-off = Desactivado
clients-state-expired = Sus secretos han terminado
clients-how = Cómo lo usa un programa
clients-how-token = Con su id y su secreto pide un token, que abre todo lo que puede hacer durante 15 minutos (OAuth 2.0, client credentials):
clients-how-read = Con el token pregunta, página a página; «next» en la respuesta es la dirección de la página siguiente:
clients-openapi = Todas las direcciones y campos (OpenAPI)

support-title = Soporte
support-lead = Quien opera el servidor ve cómo está la máquina, y no a las personas. Para mirar un problema con personas lo pide aquí; la administración le deja, durante unas horas, y cada consulta queda en el registro.
support-ask = Pedir acceso
support-reason = Qué necesitas mirar y por qué
support-hint = No escribas nombres. Lo lee la administración del centro.
support-hours = Durante cuántas horas (24 como máximo)
support-ask-button = Pedir
support-asked = La administración puede ver que lo has pedido.
support-list = Pedido hasta ahora
support-none = Nadie ha pedido nada
support-none-text = Cuando quien opera pida acceso, se mostrará aquí.
support-state-asked = Espera respuesta
support-state-open = Con acceso
support-state-refused = Rechazado
support-state-ended = Terminado
support-state-over = Se acabó el tiempo
support-asked-at = { $hours ->
    [one] Durante 1 hora, pedido el { $at }
   *[other] Durante { $hours } horas, pedido el { $at }
  }
support-by = Respondió { $name }
support-until = Hasta el { $at }
support-allow = { $hours ->
    [one] Dejar entrar 1 hora
   *[other] Dejar entrar { $hours } horas
  }
support-refuse = Rechazar
support-end = Terminar ahora
support-decided = Guardado.
institutions-title = Instituciones de este servidor
institutions-lead = Cómo está cada una: cifras y momentos, nada de nadie.
institutions-name = Institución
institutions-active = Estudiantes activos en 7 días
institutions-sealed = Registro sellado
institutions-waiting = Entradas que esperan

assistants-title = Ayudantes
assistants-lead = Solo ven esta clase. Cambian notas, exámenes, tareas y reglas solo donde tú les dejas.
assistants-none = Nadie ayuda todavía en esta clase. La administración da el papel a alguien y lo pone en la clase, o crea un enlace para ayudantes.
assistants-may = puede cambiar notas, exámenes, tareas y reglas
assistants-may-of = { $name } puede cambiar notas, exámenes, tareas y reglas
assistants-since = desde el { $day }
assistants-saved = Guardado.
assistants-here = Ayudas en esta clase. Lo que solo cambia su docente no se muestra: pregúntale.
