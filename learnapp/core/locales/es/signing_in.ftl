# Iniciar sesión en la página del centro, el segundo paso, dónde hay sesiones abiertas.
sign-on-continue = Continuar con { $name }
sign-on-or = o inicia sesión aquí con tu contraseña
sign-on-only = Tu centro inicia sesión en su propia página. Aquí las contraseñas son solo para unas pocas personas que administran.
sign-on-still = Puede que sigas con la sesión abierta en { $name }.
sign-on-out = Cerrar sesión también en { $name }
sign-on-refused-title = Inicio de sesión detenido
sign-on-again = Empezar de nuevo

step-title = Segundo paso
step-lead = Abre tu aplicación de autenticación y escribe las seis cifras que muestra para learnapp.
step-button = Seguir
step-lost = ¿No tienes el móvil a mano? Escribe uno de tus códigos de recuperación. Sin ellos, pide ayuda a otra persona que administre tu centro.
step-again = Empezar de nuevo
step-set-up-lead = Tu centro pide un segundo paso a quienes lo administran: un código de una aplicación del móvil cada vez que inicias sesión con tu contraseña. Prepáralo ahora; son dos minutos.

factor-title = Segundo paso al iniciar sesión
factor-lead = Con un segundo paso, tu contraseña sola no abre nada: se pide además un código de una aplicación de tu móvil.
factor-begin = Prepararlo
factor-how-app = Abre una aplicación de autenticación en tu móvil. Sirve cualquiera.
factor-how-scan = Escanea con ella esta imagen o escribe las letras que hay debajo.
factor-how-code = Escribe las seis cifras que la aplicación muestra entonces.
factor-picture = Imagen para tu aplicación de autenticación; las letras de debajo dicen lo mismo
factor-typed = Para escribir:
factor-code = Código de la aplicación
factor-code-or = Código de la aplicación o código de recuperación
factor-confirm = Activarlo
factor-keep = Guarda estos diez códigos de recuperación
factor-keep-why = Cada uno sirve una vez cuando hayas perdido el móvil. Imprímelos o apúntalos: no se muestran de nuevo.
factor-kept = Ya los he guardado
factor-is-on = Activado desde el { $since }. { $left ->
    [0] No queda ningún código de recuperación: crea nuevos.
    [one] Queda un código de recuperación.
   *[other] Quedan { $left } códigos de recuperación.
 }
factor-needed = Tu centro lo pide, así que no se puede desactivar.
factor-new-codes = Crear nuevos códigos de recuperación
factor-off = Desactivarlo
factor-is-off = El segundo paso está desactivado.

sessions-title = Dónde tienes la sesión abierta
sessions-lead = Navegador y dispositivo de cada sesión que sigue abierta. No se guarda en qué lugar del mundo está. Si no reconoces alguna, ciérrala y cambia tu contraseña.
sessions-ended = Has cerrado la sesión en todos los demás sitios.
sessions-end-others = Cerrar sesión en todos los demás
session-end = Cerrar sesión
session-this = Esta
session-device = { $browser } en { $system }
session-line = Desde { $since }, última vez { $seen }.
session-via-password = Con la contraseña.
session-via-second_step = Con contraseña y segundo paso.
session-via-provider = Con el inicio de sesión de tu centro.
session-via-lti = Desde tu plataforma de aprendizaje.
browser-chrome = Chrome
browser-firefox = Firefox
browser-safari = Safari
browser-edge = Edge
browser-opera = Opera
browser-samsung = Samsung Internet
browser-other = Otro navegador
system-windows = Windows
system-mac = un Mac
system-linux = Linux
system-chromeos = un Chromebook
system-android = Android
system-iphone = un iPhone
system-ipad = un iPad
system-other = otro dispositivo

connect-title = El inicio de sesión de tu centro
connect-lead = Si lo conectas, entras aquí con la cuenta que te da tu centro y no necesitas otra contraseña.
connect-is = Conectado.
connect-is-not = No conectado.
connect-begin = Conectar con { $name }
connect-end = Desconectar
connect-done = Conectado. Desde ahora puedes iniciar sesión así.
