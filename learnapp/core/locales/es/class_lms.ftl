class-lms-title = Sistema de gestión del aprendizaje
class-lms-tab = LMS
class-lms-none = Ningún curso está conectado a esta clase
class-lms-none-text = Abre una vez un enlace de learnapp desde tu curso en el sistema. Entonces su lista y su libro de notas aparecen aquí. Si no hay ningún enlace, pregunta a tu administrador.
class-lms-nothing = El curso no ofrece ni lista ni libro de notas
class-lms-nothing-text = Tu administrador puede permitir «Names and Roles» y «Assignment and Grades» para learnapp en el sistema. Después abre otra vez el enlace de tu curso.
class-lms-in = Curso en { $lms }
class-lms-saved = Guardado.
class-lms-look = Mirar otra vez

class-lms-roster = Lista
class-lms-roster-never = Aún no leída
class-lms-roster-waiting = Empieza enseguida
class-lms-roster-running = Leyendo
class-lms-roster-done = Leída
class-lms-roster-failed = No leída
class-lms-roster-asked = Se está leyendo la lista.
class-lms-read = Leer la lista ahora
class-lms-no-roster = Este sistema no da su lista. Cada persona entra cuando abre un enlace del curso.
class-lms-count-read = { $count ->
    [one] 1 persona en la lista
   *[other] { $count } personas en la lista
 }
class-lms-count-new = { $count ->
    [one] Se creó 1 cuenta nueva
   *[other] Se crearon { $count } cuentas nuevas
 }
class-lms-count-back = { $count ->
    [one] 1 ha vuelto, con todo lo que había aprendido
   *[other] { $count } han vuelto, con todo lo que habían aprendido
 }
class-lms-count-left = { $count ->
    [one] 1 se ha ido y salió de la clase. Lo aprendido se conserva; si vuelve a la lista, la próxima lectura la incorpora de nuevo.
   *[other] { $count } se han ido y salieron de la clase. Lo aprendido se conserva; si vuelven a la lista, la próxima lectura las incorpora de nuevo.
 }
class-lms-count-waits = { $count ->
    [one] 1 espera hasta que alguien dé su consentimiento. Tu administrador la ve en Consentimientos.
   *[other] { $count } esperan hasta que alguien dé su consentimiento. Tu administrador las ve en Consentimientos.
 }
class-lms-count-namesake = { $count ->
    [one] 1 tiene aquí una cuenta con la misma dirección de correo. Entra cuando abre el enlace del curso y escribe una vez su contraseña.
   *[other] { $count } tienen aquí una cuenta con la misma dirección de correo. Entran cuando abren el enlace del curso y escriben una vez su contraseña.
 }
class-lms-count-no_role = { $count ->
    [one] 1 tiene un papel sin nada que hacer aquí, como diseñador u observador
   *[other] { $count } tienen un papel sin nada que hacer aquí, como diseñador u observador
 }
class-lms-count-unusable = { $count ->
    [one] 1 no puede entrar: la cuenta está suspendida o administra el centro. Pregunta a tu administrador.
   *[other] { $count } no pueden entrar: sus cuentas están suspendidas o administran el centro. Pregunta a tu administrador.
 }

class-lms-choose = Lo que usa esta clase
class-lms-follows = La clase sigue la lista
class-lms-follows-text = Se lee cada día: quien es nuevo entra, quien se ha ido sale.
class-lms-tests = Pasar los resultados de las pruebas
class-lms-tests-text = En puntos, cuando el estudiante ve los resultados. Hasta entonces el libro de notas solo dice que se entregó.
class-lms-assignments = Pasar lo asignado y hecho
class-lms-assignments-text = Cuando está hecho; los pasos del camino, de vez en cuando. Lo mismo para enlaces a un ejercicio, tema o lección que tienen allí una columna.
class-lms-progress = Pasar el progreso en el curso
class-lms-progress-text = Temas dominados, de todos los temas del curso.
class-lms-no-grades = Este sistema no nos deja pasar notas. Pide a su administrador que permita «Assignment and Grades».
class-lms-own-grades = Este sistema no deja crear columnas. Se pasan las notas de los enlaces que tienen columna propia.

class-lms-grades = Notas en el libro de notas
class-lms-no-columns = Aún no se ha pasado nada. Con la primera nota aparece una columna.
class-lms-column = Columna
class-lms-sent = Pasadas
class-lms-waiting = En camino
class-lms-failed = Atascadas
class-lms-by-hand = A mano
class-lms-last = Última
class-lms-kind-assessment = Prueba
class-lms-kind-assignment = Tarea
class-lms-kind-content = Ejercicio o texto
class-lms-kind-topic = Tema
class-lms-kind-lesson = Lección
class-lms-kind-course = Progreso en el curso
class-lms-column-course = Progreso: { $title }
class-lms-stuck = { $count ->
    [one] 1 nota no llega
   *[other] { $count } notas no llegan
 }
class-lms-stuck-text = No se pierde nada: cada una se guarda aquí hasta que está en el libro de notas. Si nada ayuda, escríbela allí y dilo aquí.
class-lms-stuck-state = Atascada
class-lms-late = Con retraso
class-lms-points = { $points } de { $of } puntos
class-lms-no-points = entregada
class-lms-again-at = Se intenta otra vez: { $at }
class-lms-again = Enviar otra vez
class-lms-again-all = Enviar todas otra vez
class-lms-sending = Se está enviando. Mira otra vez en un momento.
class-lms-entered = La he escrito allí
class-lms-noted = Anotado.

class-lms-why-unreachable = El sistema no responde. Si dura, pregunta a su administrador si funciona.
class-lms-why-timeout = El sistema tarda demasiado en responder. Si dura, pregunta a su administrador.
class-lms-why-certificate = Su certificado no es válido. Su administrador tiene que renovarlo.
class-lms-why-private = Su dirección lleva a una red privada, a la que no llamamos. Pregunta a tu administrador.
class-lms-why-failing = El sistema informa de un error propio. Si dura, avisa a su administrador.
class-lms-why-busy = El sistema está muy ocupado y quiere que esperemos.
class-lms-why-unreadable = Lo que responde el sistema no se puede leer. Avisa a su administrador.
class-lms-why-token = El sistema no nos da acceso. Pide a tu administrador que compruebe la conexión en Sistemas de gestión del aprendizaje.
class-lms-why-denied = El sistema no acepta ahora su propio acceso. Si dura, pide a tu administrador que compruebe la conexión.
class-lms-why-forbidden = El sistema no lo permite. Su administrador tiene que permitir «Names and Roles» y «Assignment and Grades» para learnapp.
class-lms-why-gone = La columna, o el estudiante, ya no está en el curso. Si se borró la columna, envía otra vez: se crea de nuevo.
class-lms-why-refused = El sistema lo rechaza. Envíala otra vez y, si no, escríbela allí.
class-lms-why-older = El sistema tiene una entrada posterior.
class-lms-why-later_there = El sistema tiene una nota posterior, escrita allí.
class-lms-why-nobody = El estudiante aún no ha llegado desde este curso. Que abra allí el enlace una vez; entonces se envía sola.
class-lms-why-not_offered = El curso ya no lo ofrece. Abre otra vez el enlace del curso o pregunta a su administrador.
class-lms-why-no_key = No hay clave de firma. Pide a tu administrador que cree una en Sistemas de gestión del aprendizaje.
class-lms-why-no_class = La clase está cerrada, o el curso representa a otra.
class-lms-why-off = Tu administrador ha desconectado este sistema.
class-lms-why-stopped = Mientras tanto ha empezado otra lectura.
class-lms-why-empty = La lista no nombra a ningún estudiante. La clase quedó como estaba; mira el curso en el sistema y léela otra vez.

help-class-lms = Lo que esta clase usa de su curso en el sistema de gestión del aprendizaje. «Leer la lista ahora» trae a la clase a quienes están en ella; con una marca se lee cada día. Abajo eliges qué notas se pasan. Lo que no llega está arriba, cada cosa con lo que hay que hacer; mientras tanto no se pierde nada.
