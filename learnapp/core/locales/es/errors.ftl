# Un mensaje por código de error: qué falla y qué hacer. Clave: error-CÓDIGO.

error-title = No ha funcionado
error-request = Número de esta petición: { $id }
error-unknown = Algo ha fallado. Inténtalo de nuevo; si sigue pasando, avisa a tu centro.
error-bad_request = No se ha entendido la petición. Recarga la página e inténtalo de nuevo.
error-invalid_input = Hay algo incorrecto en el formulario. Revisa lo que has escrito e inténtalo de nuevo.
error-too_large = Es demasiado grande. Redúcelo e inténtalo de nuevo.
error-not_signed_in = Tu sesión ha terminado. Inicia sesión para seguir; tu trabajo está guardado.
error-forbidden = Tu cuenta no puede abrir esto. Pide acceso a la administración de tu centro.
error-consent_missing = Puedes practicar, pero no se guarda nada: tu centro no tiene el consentimiento registrado. Habla con tu docente o tu familia.
error-not_found = Esto no existe aquí. Vuelve atrás y elige otra cosa.
error-conflict = Alguien lo ha cambiado al mismo tiempo. Recarga la página e inténtalo de nuevo.
error-rate_limited = Demasiadas veces en poco tiempo. Espera un minuto e inténtalo de nuevo.
error-unavailable = Una parte del sistema no responde ahora. No se ha perdido nada. Inténtalo de nuevo en unos segundos.
error-unexpected = Algo ha fallado por nuestra parte. No se ha perdido nada. Inténtalo de nuevo; si sigue pasando, da a tu centro el número de esta petición.
error-guardrail_failed = Ahora mismo no se puede comprobar tu trabajo, así que no se guarda nada. Inténtalo de nuevo en unos segundos.
error-method_not_allowed = Esta dirección no se puede usar así. Vuelve atrás y usa los botones de la página.
error-blocked = Este texto no se puede enviar. Cámbialo e inténtalo de nuevo, o pregunta a tu docente.
error-request_over = Ya es tarde para esto: ha terminado. Elige un tema u otro examen.
error-nothing_to_learn = Tu curso todavía no tiene tareas para esto, así que no se puede hacer un plan. Elige otra cosa o pregunta a tu docente.
error-other_request = Ya estás trabajando en otra cosa. Recarga la página y después cambia ese plan o déjalo.
error-not_a_wish = Con esto no se puede hacer un plan. Escribe qué quieres aprender. Si algo te preocupa, habla hoy con un docente o con otra persona adulta de confianza.
error-tutor_closed = El tutor no está disponible ahora: estás haciendo una prueba, o tu clase prescinde de él.
error-template_unusable = Este ejercicio no se puede crear ahora mismo. Elige otro y avisa a tu docente.

error-sign_in_failed = El correo o la contraseña no son correctos. Revisa los dos e inténtalo de nuevo.
error-account_suspended = Esta cuenta está suspendida. Pide a la administración de tu centro que la active de nuevo.
error-choose_institution = Tu correo pertenece a varias instituciones. Elige la tuya e inicia sesión de nuevo.
error-cross_site = El formulario venía de otra web. Abre esta página directamente e inténtalo de nuevo.
error-https_required = Para iniciar sesión hace falta una conexión segura. Abre la dirección con https.
error-weak_password = La contraseña nueva es fácil de adivinar. Usa una frase corta: al menos 8 caracteres para estudiantes, 12 para los demás, y no tu nombre.
error-wrong_password = La contraseña actual no es correcta. Escríbela otra vez.
error-unreadable_file = Este archivo no es una tabla legible. Guárdalo como CSV con las columnas email, name y role.
error-passwords_differ = Las dos contraseñas nuevas no son iguales. Escribe las dos otra vez.
error-not_an_archive = Esto no es un archivo comprimido. Elige un archivo .zip, .tar, .tar.xz, .tar.gz o .tar.bz2.
error-not_a_picture = Esta imagen no se puede leer aquí. Elija un archivo PNG, JPEG o WebP.
error-svg_refused = Un SVG puede contener programas y enlaces a otros sitios, así que no se acepta. Guarde la imagen como PNG y elija ese archivo.
error-picture_too_large = La imagen es demasiado grande: como máximo 256 KB y 16 millones de píxeles. Redúzcala y elíjala otra vez.
error-archive_broken = El archivo comprimido no se puede leer hasta el final: está cortado, cifrado o es de un tipo que aquí no se lee. Descárgalo o empaquétalo de nuevo.
error-archive_too_large = Al descomprimirlo, el paquete ocupa mucho más de lo que necesita un curso, así que no se leyó. Comprueba que es el archivo correcto.
error-not_a_package = El archivo no contiene ningún curso: coursePlans.json (OATutor) o course.yaml (nuestro formato) debe estar en su nivel superior.
error-course_broken = Falta un archivo del curso o contiene algo que no se puede usar. Corrígelo y empaqueta el curso de nuevo.
error-import_stopped = La importación se detuvo. Más tarde puede continuar donde estaba.
error-sign_up_closed = Quien administra este servidor da de alta los centros nuevos. Pídele que añada el tuyo.
error-name_reserved = Este nombre está reservado para el propio sistema. Escribe el nombre completo de tu centro.
error-invitation_closed = Este enlace ya no funciona, o no se copió entero. Pide uno nuevo a quien te lo dio.
error-invitation_elsewhere = Tienes la sesión abierta en otro centro. Ciérrala primero y vuelve a abrir el enlace.
error-invitation_other_role = Tu cuenta en este centro es para otra cosa. Pide a un administrador que te dé antes este papel.
error-birth_date = Escribe tu fecha de nacimiento: día, mes y año.

roster-error-file-empty = El archivo está vacío. Elige un CSV con una línea de nombres de columna.
roster-error-file-columns = El archivo necesita las columnas email, name y role. Faltan: { $missing }.
roster-error-file-text = El archivo no es texto legible. Guárdalo como «CSV UTF-8» e inténtalo de nuevo.
roster-error-columns = Esta línea tiene más celdas que columnas. Pon entre comillas el texto con comas.
roster-error-email = No es una dirección de correo.
roster-error-name = El nombre está vacío, es demasiado largo o empieza por = + - o @.
roster-error-role = Rol desconocido: «{ $value }». Usa student, instructor, guardian, admin o auditor.
roster-error-birth_date = «{ $value }» no es una fecha real como 2013-05-31.
roster-error-section = No hay ninguna sección llamada «{ $value }». Créala primero.
roster-error-section-ambiguous = Hay varias secciones llamadas «{ $value }». Dales títulos distintos primero.
roster-error-section-role = Solo estudiantes y docentes pueden estar en una sección.
roster-error-guardian = El correo del tutor no es válido, o la línea no es de un estudiante.
roster-error-name-differs = Este correo ya está aquí con otro nombre. El nombre no se ha cambiado.

error-too_few_answers = Todavía no hay respuestas suficientes para aprender de ellas. Entrena otra vez cuando se haya respondido más.
error-training_runs = Este modelo ya se está entrenando. Espera a que termine o detén antes ese entrenamiento.
error-training_stopped = El entrenamiento se detuvo. Puede seguir más tarde.
error-training_broke = El entrenamiento terminó sin decir nada: puede que a la máquina le falte memoria. Inténtalo otra vez o avisa a quien opera el sistema.
error-gate_closed = Hay una puerta cerrada, así que esta versión se queda donde está. Su página dice cuál y por qué.

error-lti_token = No se pudo leer lo que envió tu curso. Abre el enlace otra vez.
