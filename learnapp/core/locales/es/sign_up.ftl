# Dar de alta un centro, unirse con un enlace y el camino hasta la primera clase.
start-title = Da de alta tu centro
start-lead = Un minuto aquí y luego cuatro pasos cortos hasta una clase en marcha.
start-school = Nombre del centro
start-kind = ¿Qué es?
start-kind-k12 = Escuela o instituto
start-kind-university = Universidad
start-you = Tú, la primera persona que administra
start-name = Tu nombre
start-unverified = Con esta dirección inicias sesión. Todavía no se envían correos, así que nadie la comprueba: escríbela con cuidado. Si olvidas tu contraseña, solo otra persona que administre tu centro puede darte una nueva. Añádela pronto.
start-password-rule = Lo mejor es una frase corta: al menos 12 caracteres, y que no sea tu nombre.
start-button = Empezar
start-have = ¿Ya tienes una cuenta?
start-closed = Aquí no se pueden dar de alta centros nuevos
start-link-lead = ¿Tu centro es nuevo aquí?
start-link = Da de alta tu centro

join-page = Únete a una clase
join-title = Únete a { $title }
join-as-student = Te unes como estudiante.
join-as-instructor = Te unes como docente.
join-as-assistant = Te unes como ayudante.
join-name = Tu nombre
join-email-rule = Con ella inicias sesión. Todavía no se le envía ningún correo.
join-birth = Fecha de nacimiento
join-birth-rule = Si tienes menos de 13 años, tu centro registra un consentimiento antes de que puedas empezar. Hasta entonces tu cuenta espera.
join-password = Elige una contraseña
join-password-rule = Lo mejor es una frase corta: al menos 8 caracteres, y que no sea tu nombre.
join-button = Unirme
join-have = ¿Tienes una cuenta en este centro?
join-confirm = Tienes la sesión abierta como { $name }. ¿Te unes a esta clase?
join-confirm-button = Unirme
join-member = Ya estás en esta clase, { $name }.
join-go-on = Continuar
join-other-student = Tienes la sesión abierta como { $name } y aquí no eres estudiante. Cierra antes la sesión si otra persona va a unirse en este dispositivo.
join-other-instructor = Tienes la sesión abierta como { $name } y aquí no eres docente. Pide a un administrador que te dé ese papel, o cierra la sesión si otra persona va a unirse.
join-other-assistant = Has iniciado sesión como { $name } y aquí no eres ayudante. Pide a la administración que te dé ese papel, o cierra la sesión si se va a unir otra persona.
join-elsewhere = Tienes la sesión abierta como { $name } en otro centro. Ciérrala primero y vuelve a abrir el enlace.
join-closed = Este enlace no funciona

invite-nav = Invitar
invite-nav-of = Invitar: { $title }
invite-page = Enlaces de invitación
invite-title = Invitar a { $title }
invite-lead = Quien tenga un enlace puede unirse a la clase. Dáselo solo a quienes quieras en ella y termínalo cuando estén todos.
invite-new = Un enlace nuevo
invite-links = Enlaces de esta clase
invite-none = Todavía no hay enlaces.
invite-role = Para
invite-role-student = Estudiantes
invite-role-instructor = Docentes
invite-role-assistant = Ayudantes
invite-days = Días que funciona (90 como mucho)
invite-uses = Personas para las que funciona
invite-uses-usual = lo habitual
invite-make = Crear un enlace
invite-attest = Nuestro centro tiene un contrato o el consentimiento que necesita para los estudiantes que reciban este enlace.
invite-attest-children = Así se guarda lo que hacen desde el principio; si no, pueden practicar y no se guarda nada. Para menores de 13 años no cuenta nunca: esperan hasta que registres un consentimiento para cada uno.
invite-attested = con el consentimiento del centro a partir de los 13
invite-shown-student = Enlace para estudiantes
invite-shown-instructor = Enlace para docentes
invite-shown-assistant = Enlace para ayudantes
invite-copy = Copiar
invite-shown-once = { $count ->
    [one] Cópialo ahora: no se vuelve a mostrar, porque no se guarda en ningún sitio. Funciona hasta el { $until }, para 1 persona.
   *[other] Cópialo ahora: no se vuelve a mostrar, porque no se guarda en ningún sitio. Funciona hasta el { $until }, para { $count } personas.
  }
invite-used = Usado
invite-uses-of = { $uses } de { $most }
invite-until = Funciona hasta
invite-made = Creado
invite-revoke = Terminar
invite-revoke-of = Terminar el enlace para { $role } creado el { $day }
invite-state-open = Funciona
invite-state-expired = Caducado
invite-state-used = Agotado
invite-state-revoked = Terminado
invite-state-closed = Detenido: la clase está cerrada, o quien lo creó ya no puede invitar
invite-waiting = { $count ->
    [one] 1 menor se ha unido y espera el consentimiento: antes no puede empezar.
   *[other] { $count } menores se han unido y esperan el consentimiento: antes no pueden empezar.
  }
invite-waiting-go = Registrar el consentimiento
invite-waiting-ask = Lo registra alguien que administre tu centro.

setup-title = Prepara una clase
setup-lead = Cuatro pasos y tu clase está en marcha. Puedes dejarlo cuando quieras: lo hecho, hecho queda.
setup-steps = Pasos
setup-is-done = hecho
setup-step-class = Clase
setup-step-course = Curso
setup-step-people = Personas
setup-step-assignment = Primera tarea
setup-class = La clase
setup-class-again = Cambiar
setup-class-name = Nombre de la clase
setup-class-button = Abrir la clase
setup-class-change = Se puede cerrar, y abrir otras, en la página de todas las clases:
setup-class-done = { $title } está abierta.
setup-course = Qué estudia
setup-course-again = Cambiar
setup-course-lead = No se copia nada: la clase usa el curso tal como es. Más adelante puedes darle otro.
setup-course-none = Todavía no hay ningún curso publicado. Trae uno:
setup-course-take = Usar este curso
setup-course-take-of = Usar este curso: { $title }
setup-course-done = Estudia { $course }.
setup-owner-library = Biblioteca común
setup-owner-own = Tu centro
setup-level = Grados { $level }
setup-lessons = { $count ->
    [one] 1 lección
   *[other] { $count } lecciones
  }
setup-items = { $count ->
    [one] 1 lectura, vídeo o ejercicio
   *[other] { $count } lecturas, vídeos y ejercicios
  }
setup-hours = { $count ->
    [one] más o menos 1 hora
   *[other] más o menos { $count } horas
  }
setup-people = Quién está en ella
setup-people-again = Añadir más
setup-people-done = { $students ->
    [0] Ningún estudiante todavía
    [one] 1 estudiante
   *[other] { $students } estudiantes
  }, { $teachers ->
    [0] ningún docente
    [one] 1 docente
   *[other] { $teachers } docentes
  }, { $links ->
    [0] ningún enlace para estudiantes que funcione
    [one] 1 enlace para estudiantes que funciona
   *[other] { $links } enlaces para estudiantes que funcionan
  }.
setup-students-link = Los estudiantes se unen con un enlace
setup-students-link-text = Tú les das el enlace; el nombre y la contraseña los eligen ellos.
setup-link-student = Crear el enlace para estudiantes
setup-students-list = O trae una lista
setup-students-list-text = Líneas de una tabla, cada una con dirección de correo, nombre, papel (student o instructor) y, para escolares, fecha de nacimiento. Reciben contraseñas para la primera vez, para repartir.
setup-teachers = Docentes
setup-teach = Yo doy esta clase
setup-i-teach = Tú das esta clase.
setup-link-instructor = Crear un enlace para docentes
setup-assignment = La primera tarea
setup-assignment-again = Asignarla otra vez
setup-assignment-text = El curso empieza con «{ $topic }». La recibe toda la clase, también quien se una más tarde; el plazo es de una semana.
setup-assignment-button = Asignarla
setup-assignment-none = Este curso no tiene todavía ningún tema que asignar. Elige otro curso o trae contenido a este.
setup-assigned = «{ $title }» está asignado.
setup-assigned-due = «{ $title }» está asignado, hasta el { $day }.
setup-assigned-before = A esta clase ya se le asignó algo antes.
setup-runs = { $title } está en marcha
setup-runs-text = Reparte el enlace. Quien se une ve enseguida la primera tarea.
setup-more-links = Enlaces de invitación de esta clase
setup-link-once = Un enlace solo se muestra al crearlo. Crea otro allí.
setup-sign-in-at = Quien ya se ha unido inicia sesión aquí:
setup-board = Ver en directo quién trabaja
setup-second-admin = Añade una segunda persona que administre, por si olvidas tu contraseña
setup-another = Preparar otra clase
setup-card = Todavía no hay ninguna clase en marcha
setup-card-text = Cuatro pasos cortos: una clase, su curso, sus personas, la primera tarea.
setup-card-go = Preparar una clase
setup-nav = Preparar
setup-nav-of = Preparar: { $title }

consent-waits = Espera para empezar
consent-waiting = { $count ->
    [one] 1 menor se ha unido a una clase con un enlace y no puede empezar antes de que se registre un consentimiento.
   *[other] { $count } menores se han unido a una clase con un enlace y no pueden empezar antes de que se registre un consentimiento.
  }
waits-title = Ya casi está: { $title }
waits-text = Tienes menos de 13 años, así que tu centro registra antes un consentimiento para ti. Di a tu docente que te has unido. Después aparecen aquí tus próximos pasos.
waits-again = Mirar otra vez
waits-note = También te has unido a { $title }. Aparece aquí cuando tu centro haya registrado un consentimiento para ti. Díselo a tu docente.

help-setup = Cuatro pasos llevan a una clase en marcha: su nombre, su curso, sus personas y la primera tarea. Puedes dejarlo y volver; cada paso dice lo que hizo, y todo se puede cambiar más tarde en Grupos.
help-invite = Con un enlace, las personas se unen solas a esta clase. Funciona algunos días y para cierto número de personas, y puedes terminarlo al instante. Solo se muestra al crearlo: cópialo entonces. La tabla muestra cuántas veces se usó cada enlace.

members-title = Quién está en esta clase
members-none = Todavía no hay nadie en esta clase.
members-name = Nombre
members-as = Como
members-since = Desde
members-turn = Páginas de personas
members-out = Sacar
members-out-of = Sacar a { $name } de la clase
members-sure = ¿Sacar a { $name } de esta clase? Ya no la verá ni aparecerá en sus listas. Lo que ha hecho se conserva, y puedes inscribirle de nuevo.
members-sure-elsewhere = Si la clase viene de un sistema de gestión del aprendizaje o de una importación, hay que sacarle también allí: si no, volverá con él.
members-sure-yes = Sí, sacar
members-gone = { $name } ya no está en esta clase.
members-undo = Deshacer: inscribir de nuevo
members-back = Está otra vez en la clase.
members-ask = ¿Alguien ha dejado la clase? La administración le saca aquí.
