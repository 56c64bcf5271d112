# Palabras que comparten todas las páginas.
skip = Saltar al contenido
nav-label = Principal
nav-today = Hoy
nav-path = Camino
nav-progress = Progreso
nav-discussion = Debate
nav-classes = Clases
nav-class-reviews = Por revisar
nav-people = Personas
nav-sections = Grupos
nav-content = Contenidos
nav-reviews = Revisión
nav-audit = Auditoría
nav-health = Sistema
language = Idioma
theme-switch = Cambiar entre claro y oscuro
sign-out = Salir
connection-lost = Se perdió la conexión. Lo que hiciste está guardado; intentamos conectar de nuevo.
loading = Cargando…
back = Volver
close = Cerrar
cancel = Cancelar
save = Guardar
send = Enviar
try-again = Probar de nuevo

sign-in-title = Entrar
sign-in-lead = Aprende lo siguiente y sabe por qué.
sign-in-button = Entrar
email = Correo electrónico
password = Contraseña
institution = Escuela o universidad
signed-out = Has salido.
demo-title = Prueba la demostración
demo-lead = Elige con qué persona quieres entrar.
demo-institution = { $name } · { $kind ->
    [university] universidad
   *[k12] distrito escolar
  }

account-title = Tu cuenta
account-password = Cambiar la contraseña
account-must-change = Esta contraseña es temporal. Elige la tuya para seguir.
account-changed = Tu contraseña ha cambiado. Se cerró la sesión en los otros dispositivos.
look-title = Cómo se ven las páginas
look-lead = Lo que elijas aquí te acompaña en todos tus dispositivos.
look-text_size = Tamaño del texto
look-text_size-normal = Normal
look-text_size-large = Grande
look-text_size-larger = Más grande
look-spacing = Espaciado
look-spacing-normal = Normal
look-spacing-wide = Amplio, más fácil de leer para muchas personas
look-motion = Movimiento
look-motion-device = Como en este dispositivo
look-motion-less = Lo menos posible
look-language = Idioma de las páginas
look-theme = Claro u oscuro
look-theme-system = Como en este dispositivo
look-theme-light = Claro
look-theme-dark = Oscuro
look-time_zone = Zona horaria
look-time_zone-device = Como en este dispositivo
password-current = Contraseña actual
password-new = Contraseña nueva
password-repeat = Contraseña nueva otra vez
password-rule = Lo mejor es una frase corta: al menos 8 caracteres para estudiantes, 12 para los demás.
password-change = Cambiar la contraseña

not-found-title = Esta página no existe
not-found-text = Quizá la dirección está mal escrita o la página se ha movido.
not-found-home = Ir a la página de inicio
home-title = Te damos la bienvenida
home-none = Tu cuenta todavía no tiene páginas aquí. Pregunta a la administración de tu escuela.

band-unknown = Faltan datos
band-learning = Aprendiendo
band-almost = Casi
band-mastered = Dominado
band-fading = Se desvanece
band-locked = Bloqueado
band-ready = Listo para empezar
band-known = Cuenta como sabido
band-left_out = Fuera del camino
percent = { NUMBER($value, maximumFractionDigits: 0) } %
mastery-about = más o menos { NUMBER($value, maximumFractionDigits: 0) } %
mastery-weaker = Dominado antes, ahora un poco más flojo.
mastery-inferred =
    { $said ->
        [known] Según la prueba de nivel, aún sin demostrar: probablemente sabido (alrededor del { NUMBER($value, maximumFractionDigits: 0) } %).
        [maybe] Según la prueba de nivel, aún sin demostrar: quizá sabido (alrededor del { NUMBER($value, maximumFractionDigits: 0) } %).
       *[not_yet] Según la prueba de nivel, aún sin demostrar: probablemente por aprender (alrededor del { NUMBER($value, maximumFractionDigits: 0) } %).
    }
mastery-interval = { NUMBER($value, maximumFractionDigits: 0) } %, probablemente entre { NUMBER($low, maximumFractionDigits: 0) } % y { NUMBER($high, maximumFractionDigits: 0) } %
minutes = { $count ->
    [one] más o menos 1 minuto
   *[other] más o menos { NUMBER($count, maximumFractionDigits: 0) } minutos
  }
page-title = { $page } · learnapp

# The frame of every page.
transparency-link = ¿Qué se calcula sobre mí?
nav-models = Modelos
nav-overview = Resumen
nav-consents = Consentimiento
