# Lo que sale por correo, mensaje de texto y avisos, el enlace para dejarlo y cómo elige cada persona.
letter-notice-subject = { $school }: { $sentence }
letter-notice-body =
    Hola, { $name }:

    { $sentence }

    { $link }

    { $school }
letter-digest-subject = { $school }: lo que ha pasado ({ $count })
letter-digest-body =
    Hola, { $name }:

    esto es lo que ha pasado:

    { $items }

    Aquí está todo: { $link }

    { $school }
letter-account-subject = { $school }: sobre la seguridad de tu cuenta
letter-account-body =
    Hola, { $name }:

    { $sentence }

    { $link }

    { $school }
letter-invitation-subject = { $school } te invita a { $section } en learnapp
letter-invitation-body =
    { $school } te invita a { $section } en learnapp.

    Abre este enlace y elige una contraseña:

    { $link }

    El enlace es solo para ti. Si no esperabas esta carta, pregunta al centro antes de abrirlo.
letter-code-subject = Tu código
letter-code-body = { $school }: tu código es { $code }. Escríbelo en la página de tu cuenta. Si no lo has pedido, no hagas caso.
letter-trial-subject = Una prueba de { $school }
letter-trial-body = Esto es una prueba. Si la lees, los mensajes de tu centro salen.
letter-short-digest = { $count ->
    [one] 1 notificación nueva
   *[other] { $count } notificaciones nuevas
  }
letter-why = Recibes esto porque tienes una cuenta en { $school }.
letter-choose = Elige qué se te cuenta
letter-unsubscribe = No más correos como este
letter-sample-name = Ana
letter-sample-sentence = Hay una tarea nueva en Matemáticas 7: sumar fracciones

unsubscribe-title = Correo de tu centro
unsubscribe-ask = ¿No quieres más correos sobre lo que pasa en { $school }?
unsubscribe-button = No más correos
unsubscribe-done = Ya no recibes correos sobre lo que pasa en { $school }.
unsubscribe-rest = Solo siguen llegando las emergencias y las cartas sobre la seguridad de tu cuenta. En la página de tu cuenta eliges uno por uno y vuelves a activar el correo.
unsubscribe-none = Este enlace no es de nadie de aquí. Entra y elige en la página de tu cuenta qué se te cuenta.
