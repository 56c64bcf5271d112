nav-family = Mis hijos
family-title = Mis hijos
family-open = Ver más
family-back = Volver a mis hijos
family-none = No hay ningún niño o niña en tu cuenta
family-none-text = Pide a la escuela que vincule a tu hijo o hija con el correo con el que entras.
family-no-child = No existe
family-week =
    { $days ->
        [one] Un día esta semana, unos { $minutes } minutos, { $answers } respuestas.
       *[other] { $days } días esta semana, unos { $minutes } minutos, { $answers } respuestas.
    }
family-week-answers =
    { $days ->
        [one] Un día esta semana, { $answers } respuestas.
       *[other] { $days } días esta semana, { $answers } respuestas.
    }
family-week-none = Todavía nada esta semana. La última vez fue el { $day }.
family-never = Nada en las dos últimas semanas.
family-well = Va bien:
family-hard = Aún cuesta:
family-unsure = (aún no es seguro)
family-topics = Cómo va
family-topics-what = Según las respuestas hasta ahora. «Faltan datos» significa que hay demasiado pocas para decirlo.
family-help = Cómo puedes ayudar
family-help-what = Temas que aún cuestan, explicados para mirarlos en familia.
family-next = Qué viene después, y por qué
family-days = Las dos últimas semanas
family-days-open = Mostrar día a día
family-day = Día
family-answers = Respuestas
family-minutes = Minutos
family-consent = Tu consentimiento
family-consent-what = Con consentimiento, learnapp guarda las respuestas, cuándo y con qué tipo de dispositivo (teléfono, tableta u ordenador) se dieron, y cuánto se sabe de cada tema, para elegir qué viene después y mostrarlo a ti y a los docentes. Sin él se puede practicar igual, pero no se guarda nada. Mientras tu hijo o hija tenga menos de 13 años, también permite que el centro le envíe novedades por correo, mensaje de texto o avisos.
family-covered = Hay un consentimiento suficiente. Lo que hace se guarda.
family-not-covered = No hay un consentimiento suficiente. No se guarda nada de lo que hace.
family-consent-since = desde el { $day }
family-consent-was = del { $day } al { $end }
family-give = Dar mi consentimiento
family-object = No quiero que se guarde nada
family-withdraw = Retirar mi consentimiento
family-withdraw-what = Desde ahora no se guarda nada nuevo, y las recomendaciones dejan de ajustarse. Lo ya guardado queda hasta que pidas a la escuela que lo borre. Puedes volver a dar tu consentimiento cuando quieras.
family-withdraw-sure = Sí, no guardar nada desde ahora
family-consent-is-given = Gracias. Tu consentimiento está registrado.
family-consent-is-withdrawn = Tu consentimiento está retirado. Desde ahora no se guarda nada.
family-report = Informe para hablar con los docentes
family-report-what = En dos o tres páginas: qué practicó, qué domina y con qué seguridad, qué viene después, y lo que añaden los docentes.
family-report-first = Desde
family-report-last = Hasta
family-report-get = Descargar el PDF
family-report-empty = Sin fechas, trata del trimestre hasta hoy o de los últimos 90 días.
family-data = Los datos
family-data-what = Todo lo que se guarda, en archivos que abre cualquier ordenador.
family-download = Descargar todo
family-readme-name = LEEME.txt
family-readme =
    Esta carpeta contiene todo lo que learnapp guarda de tu hijo o hija.

    profile.csv: nombre, correo, fecha de nacimiento, clases.
    sign-in.csv: cuentas del centro y de plataformas de aprendizaje con las que entra.
    consents.csv: quién puede guardar datos, con qué base, desde cuándo y hasta cuándo.
    topics.csv: cuánto se sabe de cada tema, como estimación con su margen en porcentaje.
    events.csv: cada hecho guardado con su hora: respuestas, textos leídos, pistas. Las horas son UTC.
    features.csv: números que se cuentan a partir de los hechos, como las visitas por semana, cada uno con lo que dice.
    model.csv: cómo ve cada tema un modelo entrenado por el centro, donde lo hay.
    posts.csv: lo que escribió a la clase.
    tests.csv: pruebas, cada intento con su resultado hasta donde lo muestra la escuela.
    test_answers.csv: lo que respondió en pruebas; si es correcto, solo donde la escuela muestra resultados.
    test_help.csv: más tiempo y pausas en pruebas.
    grades.csv: notas que se pasaron al sistema de gestión del aprendizaje del centro.
    report-notes.csv: lo que los docentes añaden a los informes para ti.
    open-data.csv: el nombre con el que conocen al estudiante otros sistemas que recogen aprendizaje; no tiene nada suyo.
    open-data-waiting.csv: lo que aún se va a enviar a esos sistemas.
    statements.csv y tool-documents.csv: lo que otras herramientas han guardado aquí sobre el estudiante.
    licensed.csv: qué contenido con licencia miró tu hija o hijo cada día; con ello se cuentan las licencias.
    checkups.csv: comprobaciones que pidió.
    learning-requests.csv: lo que tu hijo o hija ha pedido aprender, como temas, y en qué quedó.
    notifications.csv: los avisos que recibió.
    deliveries.csv: lo que se ha enviado por correo, mensaje de texto o avisos, sin lo que decía.
    ways.csv: dónde se localiza a tu hijo o hija y lo que ha elegido.
    teachers.csv: lo que el profesorado ha puesto en el camino de tu hijo o hija, y por qué.

    Los archivos se abren en cualquier hoja de cálculo.
family-contact = Unas palabras con los docentes
family-contact-what = Tu mensaje espera a los docentes de la clase hasta que alguno responda. La respuesta aparece aquí.
family-class = Clase
family-message = Tu mensaje
family-message-sent = Enviado. La respuesta aparecerá aquí.
family-no-class = Ahora no está en ninguna clase. Ponte en contacto con la escuela.
family-waits = Espera respuesta.
family-answer = Respuesta:
family-seen = Visto.
review-kind-message = Mensaje de casa
review-guardian-message = Una familia escribe sobre este estudiante. Tu nota es la respuesta que leen; después aprueba.
help-family = Tus hijos y cómo fue su semana. Abre a uno para ver más: qué va bien, cómo ayudar, tu consentimiento, los datos y unas palabras con los docentes.

basis-institution_contract = Contrato de la institución
basis-school_under_13 = Consentimiento del centro para menores de 13 años
basis-guardian = Consentimiento del tutor o tutora legal
outside-kind-sign_on = Inicio de sesión del centro
outside-kind-lms = Plataforma de aprendizaje
