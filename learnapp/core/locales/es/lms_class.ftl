lms-class-title = Sistema de gestión del aprendizaje
lms-class-tab = LMS
lms-class-none = Ningún curso está conectado a esta clase
lms-class-none-text = Abre una vez un enlace de learnapp desde tu curso en el sistema. Entonces su lista y su libro de notas aparecen aquí. Si no hay ningún enlace, pregunta a tu administrador.
lms-class-nothing = El curso no ofrece ni lista ni libro de notas
lms-class-nothing-text = Tu administrador puede permitir «Names and Roles» y «Assignment and Grades» para learnapp en el sistema. Después abre otra vez el enlace de tu curso.
lms-class-in = Curso en { $lms }
lms-class-saved = Guardado.
lms-class-look = Mirar otra vez

lms-class-roster = Lista
lms-class-roster-never = Aún no leída
lms-class-roster-waiting = Empieza enseguida
lms-class-roster-running = Leyendo
lms-class-roster-done = Leída
lms-class-roster-failed = No leída
lms-class-roster-asked = Se está leyendo la lista.
lms-class-read = Leer la lista ahora
lms-class-no-roster = Este sistema no da su lista. Cada persona entra cuando abre un enlace del curso.
lms-class-count-read = { $count ->
    [one] 1 persona en la lista
   *[other] { $count } personas en la lista
 }
lms-class-count-new = { $count ->
    [one] Se creó 1 cuenta nueva
   *[other] Se crearon { $count } cuentas nuevas
 }
lms-class-count-back = { $count ->
    [one] 1 ha vuelto, con todo lo que había aprendido
   *[other] { $count } han vuelto, con todo lo que habían aprendido
 }
lms-class-count-left = { $count ->
    [one] 1 se ha ido y salió de la clase. Lo aprendido se conserva; si vuelve a la lista, la próxima lectura la incorpora de nuevo.
   *[other] { $count } se han ido y salieron de la clase. Lo aprendido se conserva; si vuelven a la lista, la próxima lectura las incorpora de nuevo.
 }
lms-class-count-waits = { $count ->
    [one] 1 espera hasta que alguien dé su consentimiento. Tu administrador la ve en Consentimientos.
   *[other] { $count } esperan hasta que alguien dé su consentimiento. Tu administrador las ve en Consentimientos.
 }
lms-class-count-namesake = { $count ->
    [one] 1 tiene aquí una cuenta con la misma dirección de correo. Entra cuando abre el enlace del curso y escribe una vez su contraseña.
   *[other] { $count } tienen aquí una cuenta con la misma dirección de correo. Entran cuando abren el enlace del curso y escriben una vez su contraseña.
 }
lms-class-count-no_role = { $count ->
    [one] 1 tiene un papel sin nada que hacer aquí, como diseñador u observador
   *[other] { $count } tienen un papel sin nada que hacer aquí, como diseñador u observador
 }
lms-class-count-unusable = { $count ->
    [one] 1 no puede entrar: la cuenta está suspendida o administra el centro. Pregunta a tu administrador.
   *[other] { $count } no pueden entrar: sus cuentas están suspendidas o administran el centro. Pregunta a tu administrador.
 }

lms-class-choose = Lo que usa esta clase
lms-class-follows = La clase sigue la lista
lms-class-follows-text = Se lee cada día: quien es nuevo entra, quien se ha ido sale.
lms-class-tests = Pasar los resultados de las pruebas
lms-class-tests-text = En puntos, cuando el estudiante ve los resultados. Hasta entonces el libro de notas solo dice que se entregó.
lms-class-assignments = Pasar lo asignado y hecho
lms-class-assignments-text = Cuando está hecho; los pasos del camino, de vez en cuando.
lms-class-progress = Pasar el progreso en el curso
lms-class-progress-text = Temas dominados, de todos los temas del curso.
lms-class-no-grades = Este sistema no nos deja pasar notas. Pide a su administrador que permita «Assignment and Grades».
lms-class-own-grades = Este sistema no deja crear columnas. Se pasan las notas de los enlaces que tienen columna propia.

lms-class-grades = Notas en el libro de notas
lms-class-no-columns = Aún no se ha pasado nada. Con la primera nota aparece una columna.
lms-class-column = Columna
lms-class-sent = Pasadas
lms-class-waiting = En camino
lms-class-failed = Atascadas
lms-class-by-hand = A mano
lms-class-last = Última
lms-class-kind-assessment = Prueba
lms-class-kind-assignment = Tarea
lms-class-kind-course = Progreso en el curso
lms-column-course = Progreso: { $title }
lms-class-stuck = { $count ->
    [one] 1 nota no llega
   *[other] { $count } notas no llegan
 }
lms-class-stuck-text = No se pierde nada: cada una se guarda aquí hasta que está en el libro de notas. Si nada ayuda, escríbela allí y dilo aquí.
lms-class-stuck-state = Atascada
lms-class-late = Con retraso
lms-class-points = { $points } de { $of } puntos
lms-class-no-points = entregada
lms-class-again-at = Se intenta otra vez: { $at }
lms-class-again = Enviar otra vez
lms-class-again-all = Enviar todas otra vez
lms-class-sending = Se está enviando. Mira otra vez en un momento.
lms-class-entered = La he escrito allí
lms-class-noted = Anotado.

lms-class-why-unreachable = El sistema no responde. Si dura, pregunta a su administrador si funciona.
lms-class-why-timeout = El sistema tarda demasiado en responder. Si dura, pregunta a su administrador.
lms-class-why-certificate = Su certificado no es válido. Su administrador tiene que renovarlo.
lms-class-why-private = Su dirección lleva a una red privada, a la que no llamamos. Pregunta a tu administrador.
lms-class-why-failing = El sistema informa de un error propio. Si dura, avisa a su administrador.
lms-class-why-busy = El sistema está muy ocupado y quiere que esperemos.
lms-class-why-unreadable = Lo que responde el sistema no se puede leer. Avisa a su administrador.
lms-class-why-token = El sistema no nos da acceso. Pide a tu administrador que compruebe la conexión en Sistemas de gestión del aprendizaje.
lms-class-why-forbidden = El sistema no lo permite. Su administrador tiene que permitir «Names and Roles» y «Assignment and Grades» para learnapp.
lms-class-why-gone = La columna, o el estudiante, ya no está en el curso. Si se borró la columna, envía otra vez: se crea de nuevo.
lms-class-why-refused = El sistema lo rechaza. Envíala otra vez y, si no, escríbela allí.
lms-class-why-older = El sistema tiene una entrada posterior.
lms-class-why-later_there = El sistema tiene una nota posterior, escrita allí.
lms-class-why-nobody = El estudiante aún no ha llegado desde este curso. Que abra allí el enlace una vez; entonces se envía sola.
lms-class-why-not_offered = El curso ya no lo ofrece. Abre otra vez el enlace del curso o pregunta a su administrador.
lms-class-why-no_key = No hay clave de firma. Pide a tu administrador que cree una en Sistemas de gestión del aprendizaje.
lms-class-why-no_class = La clase está cerrada, o el curso representa a otra.
lms-class-why-off = Tu administrador ha desconectado este sistema.
lms-class-why-stopped = Mientras tanto ha empezado otra lectura.
lms-class-why-empty = La lista no nombra a ningún estudiante. La clase quedó como estaba; mira el curso en el sistema y léela otra vez.

help-class-lms = Lo que esta clase usa de su curso en el sistema de gestión del aprendizaje. «Leer la lista ahora» trae a la clase a quienes están en ella; con una marca se lee cada día. Abajo eliges qué notas se pasan. Lo que no llega está arriba, cada cosa con lo que hay que hacer; mientras tanto no se pierde nada.
