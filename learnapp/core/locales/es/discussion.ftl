# El debate de una clase.
discussion-title = Debate
discussion-lead = Pregunta a tu clase y ayuda a los demás. Sé amable y no escribas nombres ni direcciones.
discussion-about = Habla de esto con tu clase
discussion-prompt = Una pregunta para debatir
discussion-write = Escribe a la clase
discussion-post = Publicar
discussion-reply = Responder
discussion-reply-to = Responder a { $name }
discussion-your-reply = Tu respuesta
discussion-none = Aquí todavía no ha escrito nadie
discussion-none-text = Haz la primera pregunta o cuenta a la clase lo que has descubierto.
discussion-by-you = Tú
discussion-teacher = Docente
discussion-helpful = Me ha ayudado
discussion-helped = { $count ->
    [0] Nadie lo ha marcado todavía
    [one] Ha ayudado a 1 persona
   *[other] Ha ayudado a { $count } personas
  }
discussion-held = Tu docente lo mira antes de que la clase pueda verlo.
discussion-hidden = Oculto para la clase.
discussion-waits = Enviado. Tu docente lo mira antes de que la clase pueda verlo.
discussion-report = Denunciar
discussion-report-of = Denunciar el mensaje de { $name }
discussion-report-what = ¿Qué tiene de malo este mensaje?
discussion-reported = Gracias. Tu docente lo mirará.
discussion-hide = Ocultar
discussion-hide-of = Ocultar el mensaje de { $name }
discussion-show = Mostrar de nuevo
discussion-show-of = Mostrar de nuevo el mensaje de { $name }
discussion-edited = Cambiado el { $at }
discussion-removed = Retirado por quien lo escribió.
discussion-edit = Cambiar
discussion-edit-of = Cambiar tu mensaje: { $text }
discussion-edit-your = Tu mensaje
discussion-edit-save = Guardar el cambio
discussion-edit-waits = Cambiado. Tu docente lo mira antes de que la clase pueda verlo de nuevo.
discussion-remove = Retirar
discussion-remove-of = Retirar tu mensaje: { $text }
discussion-remove-sure = ¿Retirar este mensaje? La clase deja de verlo; las respuestas se quedan.
discussion-remove-yes = Sí, retirarlo
discussion-removed-now = Tu mensaje se ha retirado.
discussion-off = Esta clase no tiene debate. Tu docente puede abrirlo.
discussion-under-13 = El debate de esta clase es a partir de 13 años. Tu docente puede abrirlo para todos.
discussion-turn = Páginas de mensajes
discussion-rules = Normas de esta clase
discussion-policy = Cuándo aparecen los mensajes
discussion-policy-open = Enseguida
discussion-policy-held = Después de que los hayas visto
discussion-policy-off = Sin debate
discussion-children = Los menores de 13 años pueden participar
discussion-rules-note = Lo que la comprobación de seguridad no tiene claro siempre te espera.
