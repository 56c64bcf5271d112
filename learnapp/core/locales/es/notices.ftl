# Avisos: la campana, la página y lo que cada persona elige.
notices-title = Avisos
notices-lead = Lo que ha pasado y te importa. Abre un aviso para ir a su sitio.
notices-bell = { $count ->
    [0] Avisos
   *[other] Avisos, { $count } sin leer
  }
notices-unread = { $count ->
    [0] Lo has leído todo.
    [one] 1 aviso nuevo.
   *[other] { $count } avisos nuevos.
  }
notices-new = Nuevo
notices-all-read = Marcar todo como leído
notices-none = Todavía no ha pasado nada
notices-none-text = Cuando haya algo para ti, lo verás aquí.
notices-turn = Páginas de avisos
notices-choose = Elegir de qué te avisamos
notices-gone = Lo que contenía ya no se puede abrir.

notice-reply = { $name } ha respondido a tu mensaje en { $place }.
notice-helpful = Una respuesta tuya ha ayudado a alguien en { $place }.
notice-post-released = La clase { $place } ya puede ver tu mensaje.
notice-post-again = La clase { $place } puede ver otra vez tu mensaje.
notice-post-hidden = Tu profesor o profesora ha ocultado un mensaje tuyo en { $place }.
notice-report-post-kept = Se ha revisado el mensaje que señalaste en { $place }. Se queda.
notice-report-post-hidden = Se ha revisado el mensaje que señalaste en { $place }. Ahora está oculto.
notice-report-question-seen = Se ha revisado la pregunta que señalaste: { $title }. ¡Gracias!
notice-report-sentence-right = Se ha revisado la frase del tutor que señalaste en { $place }. Es correcta. Pregunta a tu docente si tienes dudas.
notice-report-sentence-wrong = La frase del tutor que señalaste en { $place } estaba mal. Ya no se muestra. ¡Gracias!
notice-goal_reached-topic = Has alcanzado una meta: dominas el tema.
notice-goal_reached-answers = Has alcanzado tu meta de respuestas de esta semana.
notice-goal_reached-minutes = Has alcanzado tu meta de minutos de esta semana.
notice-goal_reached-plan = Has conseguido lo que querías aprender.
notice-goal_due = Mañana es el día de una de tus metas.
notice-withdrawn = Una pregunta que respondiste ya no se usa: { $title }
notice-assignment = Hay una tarea nueva en { $place }: { $title }
notice-assignment-moved = Hay un día nuevo para una tarea en { $place }: { $title }
notice-assignment_due = Para mañana en { $place }: { $title }
notice-path_rule = { $count ->
    [one] Tu docente ha cambiado lo que te toca ahora en { $place }: { $title }
   *[other] Tu docente ha cambiado { $count } cosas de lo que te toca ahora en { $place }.
  }
notice-path_rule-back = { $count ->
    [one] Tu docente ha retirado lo que había dicho sobre un tema en { $place }: { $title }
   *[other] Tu docente ha cambiado { $count } cosas de lo que te toca ahora en { $place }.
  }
notice-voided-voided = Tus respuestas a esta pregunta ya no cuentan: { $title }
notice-voided-again = Tus respuestas a esta pregunta cuentan otra vez: { $title }
notice-review = { $count ->
    [one] Algo espera tu revisión en { $place }.
   *[other] { $count } cosas esperan tu revisión en { $place }.
  }
notice-broken = { $count ->
    [one] Alguien de { $place } dice que una pregunta está mal.
   *[other] En { $place } han dicho { $count } veces que una pregunta está mal.
  }
notice-message = { $count ->
    [one] Un mensaje de casa te espera en { $place }.
   *[other] { $count } mensajes de casa te esperan en { $place }.
  }
notice-grades = Hay notas de { $place } que no llegan al libro de notas.
notice-answered = El profesorado de { $name } ha respondido a tu mensaje.
notice-week = Cómo ha ido la semana de { $name }: échale un vistazo.
notice-from_school = Un docente de { $name } te ha escrito. Léelo en la página de tu hija o hijo.
notice-offer = Hay una idea para ti en tu primera página.
notice-inbox = Algo espera en la bandeja de { $place }.
notice-inbox-assigned = Un colega te ha pasado algo en la bandeja de { $place }.
notice-consent-given = Se ha registrado el consentimiento para { $name }.
notice-consent-withdrawn = Se ha retirado el consentimiento para { $name }. Mira si hace falta el tuyo.
notice-import-done = Tu importación ha terminado: { $title }
notice-import-failed = Tu importación ha fallado: { $title }
notice-import-roster-done = Las listas del centro se han importado: { $title }
notice-import-roster-failed = No se pudieron importar las listas del centro: { $title }
notice-support = Quien opera el servidor pide mirar a personas. Responde en Soporte.
notice-flagged = Un profesor o profesora retira una pregunta: { $title }
notice-model_budget-most = Ya se ha gastado la mayor parte del presupuesto de esta hora para el modelo de lenguaje.
notice-model_budget-used = El presupuesto de esta hora para el modelo de lenguaje se ha agotado. Hasta que termine la hora, el tutor cita el curso.
notice-account-password = Se ha cambiado la contraseña de tu cuenta. Si no has sido tú, avisa enseguida al centro.
notice-account-reset = El centro ha puesto una contraseña nueva a tu cuenta. Si no la has pedido, avisa enseguida al centro.
notice-account-step = Tu cuenta vuelve a pedir solo la contraseña. Si no has sido tú, avisa enseguida al centro.
notice-address-bounced = Las cartas a tu correo vuelven. Corrígelo y vuelve a activar el correo.
notice-webhook-off = Un receptor de webhooks no ha aceptado nada en tres días y se ha desactivado. Lo que ocurra desde ahora se guarda 30 días y se envía cuando se active de nuevo.
notice-export-done = Tu exportación ha terminado.
notice-export-failed = Tu exportación ha fallado.
notice-export-interrupted = Tu exportación se ha quedado a medias, y ya se ha intentado bastantes veces. Haz que siga en la página Exportaciones.
notice-export-planned_failed = Ha fallado una exportación que se repite sola. La página Exportaciones dice por qué: vuelve a empezarla allí o espera a la próxima vez.
notice-export-planned_interrupted = Una exportación que se repite sola se ha quedado a medias, y ya se ha intentado bastantes veces. Haz que siga en la página Exportaciones.
notice-export-ready = Una exportación para investigación espera: alguien distinto de quien la pidió tiene que mirarla y darle salida.
notice-export-released = Se ha dado salida a una exportación para investigación.
notice-delivery-bounced = Se ha desactivado una dirección de correo porque las cartas volvían.
notice-delivery-invitation = Una invitación por correo ha vuelto. Corrige la dirección e invita de nuevo.
notice-delivery-away-mail = El servidor de correo no acepta cartas. Lo que espera se envía cuando vuelva a funcionar.
notice-delivery-away-sms = El servicio de mensajes de texto no los acepta. Lo que espera se envía cuando vuelva a funcionar.
notice-delivery-away-push = El servicio de avisos no los acepta. Lo que espera se envía cuando vuelva a funcionar.
notice-delivery-away-web_push = No se llega a los navegadores. Lo que espera se envía cuando vuelva a funcionar.
notice-class_week = La semana de { $place }: { $count ->
    [one] 1 respuesta
   *[other] { $count } respuestas
  }, { $title } % correctas.
notice-view-class-engaged = Una vista que sigues, { $place }: { $title } % de presencia por semanas.
notice-view-class-minutes = Una vista que sigues, { $place }: { $title } minutos de trabajo por semana.
notice-view-class-first_try = Una vista que sigues, { $place }: { $title } % de aciertos al primer intento.
notice-view-class-mastered = Una vista que sigues, { $place }: { $title } % de los temas dominados.
notice-view-class-velocity = Una vista que sigues, { $place }: { $title } temas nuevos dominados por semana.
notice-view-class-followed = Una vista que sigues, { $place }: { $title } % de las propuestas seguidas.
notice-view-all-there = Una vista del centro que sigues: { $title } % de presencia por días.
notice-view-all-minutes = Una vista del centro que sigues: { $title } minutos de trabajo por semana.
notice-view-all-first_try = Una vista del centro que sigues: { $title } % de aciertos al primer intento.
notice-view-class-finished = Una vista que sigues, { $place }: { $title } % de lo empezado está terminado.
notice-figure-line = { $name }: { $value } – { $change }
notice-figure-line-few = { $name }: hay muy poco para decir algo
notice-figure-engaged = Presencia por semanas
notice-figure-there = Presencia por días
notice-figure-minutes = Tiempo de trabajo por semana
notice-figure-first_try = Aciertos al primer intento
notice-figure-mastered = Temas dominados
notice-figure-velocity = Temas nuevos dominados por semana
notice-figure-finished = Contenidos terminados, de los empezados
notice-figure-followed = Propuestas seguidas, de las decididas
notice-value-share = { NUMBER($value, maximumFractionDigits: 0) } % ({ NUMBER($low, maximumFractionDigits: 0) }–{ NUMBER($high, maximumFractionDigits: 0) } %)
notice-value-minutes = { NUMBER($value, maximumFractionDigits: 0) } min ({ NUMBER($low, maximumFractionDigits: 0) }–{ NUMBER($high, maximumFractionDigits: 0) })
notice-value-topics = { NUMBER($value, maximumFractionDigits: 1) } ({ NUMBER($low, maximumFractionDigits: 1) }–{ NUMBER($high, maximumFractionDigits: 1) })
notice-moved-none = no hay nada anterior con que compararlo
notice-moved-few = hay muy poco para decir cómo ha cambiado
notice-moved-early = es pronto para decir cómo ha cambiado
notice-moved-level = igual que en los días anteriores
notice-moved-longer = no se compara: lo que se empezó antes tuvo más tiempo para terminarse
notice-moved-up-share = más que en los días anteriores, de { NUMBER($low, maximumFractionDigits: 0) } a { NUMBER($high, maximumFractionDigits: 0) } puntos
notice-moved-up-minutes = más que en los días anteriores, de { NUMBER($low, maximumFractionDigits: 0) } a { NUMBER($high, maximumFractionDigits: 0) } minutos
notice-moved-up-topics = más que en los días anteriores, de { NUMBER($low, maximumFractionDigits: 1) } a { NUMBER($high, maximumFractionDigits: 1) } temas
notice-moved-down-share = menos que en los días anteriores, de { NUMBER($low, maximumFractionDigits: 0) } a { NUMBER($high, maximumFractionDigits: 0) } puntos
notice-moved-down-minutes = menos que en los días anteriores, de { NUMBER($low, maximumFractionDigits: 0) } a { NUMBER($high, maximumFractionDigits: 0) } minutos
notice-moved-down-topics = menos que en los días anteriores, de { NUMBER($low, maximumFractionDigits: 1) } a { NUMBER($high, maximumFractionDigits: 1) } temas
notice-view-class-none = Una vista que sigues, { $place }: todavía hay muy poco para decir algo.
notice-view-all-none = Una vista del centro que sigues: todavía hay muy poco para decir algo.
notice-emergency = Urgente, de tu centro: { $title }
notice-provider-waiting = Hay algo nuevo de un proveedor de contenido: { $title }
notice-provider-failed = No se pudo leer un proveedor de contenido: { $title }
notice-licence-near_seats = Casi todas las plazas de una licencia están usadas: { $title }
notice-licence-over_seats = Más alumnado usa una licencia que plazas tiene: { $title }
notice-licence-near_end = Una licencia termina en 30 días o menos: { $title }
notice-licence-ended = Una licencia ha terminado, y su contenido ya no se recomienda: { $title }
notice-announcement = Tu centro ha anunciado algo.
notice-summary = Tu resumen del día
notice-other = Un aviso

notices-choices = Avisos
notices-choices-lead = Elige para cada clase de aviso cómo lo recibes. Cada elección se guarda enseguida.
notices-mode-once = Al momento
notices-mode-daily = En un resumen diario
notices-mode-off = Nunca
notices-daily-note = El resumen diario llega a las 7 de la mañana.
notices-saved = Tu elección está guardada.
notices-always = Siempre al momento.
notices-kind-reply = Respuestas a mis mensajes
notices-kind-helpful = Una respuesta mía ha ayudado a alguien
notices-kind-post = Mis mensajes: mostrados u ocultados por mi profesor o profesora
notices-kind-report = Qué pasó con algo que señalé
notices-kind-goal_reached = He alcanzado una meta
notices-kind-goal_due = Mañana es el día de una meta
notices-kind-withdrawn = Una pregunta que respondí ya no se usa
notices-kind-assignment = Tareas nuevas
notices-kind-assignment_due = Algo asignado es para mañana
notices-kind-path_rule = Mi docente cambió lo que me toca ahora
notices-kind-voided = Mis respuestas ya no cuentan, o cuentan otra vez
notices-why-voided = Tienes que saberlo: ha cambiado lo que learnapp dice de ti.
notices-kind-review = Algo me espera en la cola de revisión
notices-kind-broken = Alguien dice que una pregunta está mal
notices-kind-message = Mensajes de casa
notices-kind-grades = Hay notas que no llegan al libro de notas del curso
notices-kind-answered = El profesorado ha respondido a mi mensaje
notices-kind-week = Cada lunes: cómo ha ido la semana de mi hijo o hija
notices-kind-offer = Una idea para mí cuando algo cuesta
notices-kind-inbox = Algo me espera en la bandeja de una clase
notices-kind-from_school = Un docente me escribe sobre mi hija o hijo
notices-kind-consent = Se registra o se retira el consentimiento para mi hijo o hija
notices-why-consent = Tienes que saberlo: decide qué se puede guardar de tu hijo o hija.
notices-kind-import = Mis importaciones: terminadas o fallidas
notices-kind-support = Quien opera el servidor pide mirar a personas
notices-kind-flagged = Un profesor o profesora retira una pregunta
notices-kind-account = La seguridad de mi cuenta
notices-why-account = Tienes que saberlo, también por correo: puede que otra persona use tu cuenta.
notices-kind-address = Una dirección mía no funciona
notices-why-address = Tienes que saberlo: lo que se envía allí no te llega.
notices-kind-webhook = Webhooks: se ha desactivado un receptor
notices-kind-export = Exportaciones: terminadas, fallidas o a la espera de salida
notices-kind-delivery = Los mensajes no salen, o vuelven
notices-kind-view = Una vista de cifras guardada que sigo
notices-kind-class_week = Cada lunes: cómo fue la semana de mi clase
notices-kind-emergency = Emergencias
notices-why-emergency = Tienes que saberlo, también por correo y a cualquier hora.
notices-kind-announcement = Anuncios del centro (también los ves en tu primera página)
notices-kind-training = Mis entrenamientos de modelos: terminados o fallidos
notices-kind-model_budget = Se agota el presupuesto para el modelo de lenguaje
notices-kind-provider = Proveedores de contenido: algo nuevo, o no se pudo leer uno
notices-kind-licence = Licencias de contenido: casi agotadas, o a punto de terminar
notices-quiet = Horas de silencio
notices-quiet-on = Que la campana calle unas horas
notices-quiet-note = Lo que llega en esas horas cuenta en la campana cuando terminan, y los correos y demás mensajes que llegarían enseguida esperan hasta entonces. Solo una emergencia y la seguridad de tu cuenta no esperan. Las horas son las de la zona horaria que has elegido arriba; si no, las de tu centro.
notices-quiet-from = Desde las
notices-quiet-until = Hasta las
help-notices = Lo que ha pasado y te importa, lo más nuevo primero. Abre un aviso para ir a su sitio; así queda leído. En tu cuenta eliges de qué te avisamos y cuándo hay silencio.

experiment-part-title = Probar cosas
experiment-part-text = A veces tu escuela prueba otra forma de elegir lo que viene, para aprender qué ayuda. Todo lo que se te muestra está revisado. Puedes decir que no; nada más cambia.
experiment-part-child-text = A veces la escuela prueba otra forma de elegir lo que viene, para aprender qué ayuda. Todo lo que se muestra está revisado. Puede decir que no; nada más cambia.
experiment-part-label = Probar formas nuevas conmigo
experiment-part-child-label = Probar formas nuevas con mi hijo o hija
