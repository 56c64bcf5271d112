# Las páginas de estudiantes.
today-title = Tus tres próximos pasos, { $name }
next-three = Los tres próximos
start = Empezar
not-now = Ahora no
resume-text = Dejaste esto a medias:
changes-title = Qué ha cambiado
change-right = { $right } de { $count } bien
all-progress = Ver todo tu progreso
why = Por qué esto
why-evidence = { $count ->
    [one] Ver la respuesta en que se basa
   *[other] Ver los { $count } hechos en que se basa
  }
busy-today = Hay muchísima gente trabajando ahora mismo, así que estas son tus sugerencias de antes. Todo lo que haces cuenta.
plainer-today = Una parte del sistema no responde y la elección de hoy es más sencilla. Todo lo que haces cuenta.
no-class-title = Todavía no estás en ninguna clase
no-class-text = Pide a tu docente que te añada. Entonces tus próximos pasos aparecerán aquí.
class-closed-title = Tu clase ha terminado
class-closed-text = Se ha cerrado, y lo que has aprendido se conserva. Cuando entres en una clase nueva, estará aquí.
no-course-title = Tu clase todavía no tiene curso
no-course-text = Tu docente aún tiene que elegir qué estudia la clase. Avísale y tus próximos pasos aparecerán aquí.
nothing-next-title = No hay nada pendiente
nothing-next-text = Por ahora has terminado con todo. Elige un tema en tu camino.
not-stored = Puedes practicar, pero no se guarda nada: tu escuela no tiene ningún consentimiento registrado. Pregunta a tu docente o a tu familia.

kind-practice = Práctica
kind-reading = Lectura
kind-video = Vídeo
kind-simulation = Simulación
kind-interactive = Tarea interactiva
kind-review = Repaso
outcome-right = Bien
outcome-wrong = Todavía no
with-hints = { $count ->
    [one] con 1 pista
   *[other] con { $count } pistas
  }
verb-answered = Respondió
verb-hint_requested = Pista
verb-explanation_opened = Otra explicación
verb-read = Leído
verb-video_progressed = Visto
verb-video_completed = Visto hasta el final
verb-simulation_interacted = Probado
verb-quiz_started = Prueba empezada
verb-quiz_completed = Prueba terminada
verb-forum_posted = Mensaje
verb-forum_replied = Respuesta
verb-peer_helped = Ayudó a alguien
verb-session_started = Visita
verb-session_ended = Fin de la visita
verb-recommendation_shown = Recomendado
verb-recommendation_opened = Abierto
verb-recommendation_dismissed = Dejado a un lado
verb-recommendation_completed = Hecho

learn-title = Aprender
steps = Pasos
step-number = Paso { $number }
choose-one = Elige una respuesta
choose-many = Elige todas las respuestas correctas
answer-numeric = Tu respuesta, un número
answer-expression = Tu respuesta, por ejemplo 3x + 2 o 1/2
answer-text = Tu respuesta
answer-choice = Tu respuesta
answer-multiple_choice = Tu respuesta
check-answer = Comprobar mi respuesta
check = Comprobar
scaffold-answer = Tu respuesta a esta pregunta más pequeña
hint-ask = { $left ->
    [one] Pista (queda 1)
   *[other] Pista (quedan { $left })
  }
hint-title-hint = Pista { $number }
hint-title-scaffold = Primero una pregunta más pequeña
hint-title-bottom_out = La respuesta
mastery-change-about = { $before } % → más o menos { $after } %
mastery-change = { $before } % → { $after } % (probablemente entre { $low } y { $high } %)
worked-solution = Solución explicada
next-step = Paso siguiente
next-item = Siguiente
another-task = Otra parecida
back-today = Volver a Hoy
reading-finish = Ya lo he leído
reading-done = Leído
report-broken = Este ejercicio tiene un error
report-what = ¿Qué está mal?
report-thanks = Gracias. Alguien lo mirará.
no-item-title = Esto no es parte de tus cursos
no-item-text = Quizá la dirección es antigua o es de otra clase.

path-title = Tu camino
path-lead = Cada caja es un tema. Las líneas van de lo que necesitas a lo que se abre. Elige una caja para ver más.
path-picture = Dibujo de los temas y cómo se relacionan
path-locked-because = Bloqueado. Primero domina:
path-fading = Dominaste esto, y eso queda. Ha pasado un tiempo: un repaso corto lo recupera.
path-opens = Abre:
path-standard = Estándar { $code }
path-work = Trabajar en esto
path-as-list = Lo mismo en forma de lista
path-first = Primero domina
topic = Tema
standing = Dónde estás
open = Abrir
legend = Qué significan las formas

progress-title = Tu progreso
progress-text = { $count ->
    [one] Has dominado { $mastered } de 1 tema.
   *[other] Has dominado { $mastered } de { $count } temas.
  }
progress-interval = Cada número estima cuánto sabes de un tema. El intervalo dice qué seguros estamos: con un 80 % de certeza el valor real está dentro.
progress-table = Tus temas
estimate = Estimación
evidence = Respuestas en que se basa
answers-behind = { $right } de { $count } bien
evidence-after = después, { $value } % (probablemente entre { $low } y { $high } %)
evidence-after-about = después, más o menos { $value } %
answers-turn = Páginas de respuestas
curve-text = { $count } respuestas han movido este número, del { $first } % el { $since } al { $last } % ahora.
curve-range = Margen probable
curve-answers = Tus respuestas, de la más antigua a la más reciente
curve-none = Aquí aparece una curva cuando dos respuestas hayan movido este número.
class-choice = Clase
history-title = Tus respuestas por día
history-text = { $count } respuestas en { $days ->
    [one] 1 día
   *[other] { $days } días
  } de los dos últimos meses.
history-none = Todavía no hay respuestas
history-none-text = Empieza con lo primero que aparece en Hoy.
topics-turn = Páginas de temas
topics-of = Temas { $first } a { $last } de { $total }

# Respuestas por partes.
ordering-how = Ponlos en orden, el primero arriba.
move-up = Subir: { $what }
move-down = Bajar: { $what }
matching-how = Elige lo que corresponde a cada uno.
choose = Elige …
table-how = Completa las celdas vacías.
picture-how = Elige un lugar en la imagen.
line-how = Elige dos puntos de la recta: en la cuadrícula o por sus coordenadas.
line-picture = Una cuadrícula con los puntos { $points }
line-point = Punto { $number }
answer-short_text = Tu respuesta, en pocas palabras
simulation-how = Pruébalo y después comprueba tu respuesta.
simulation-title = Simulación
# %1, %2, %3 and %4 are put in by the simulation itself.
simulation-marker = Marca
simulation-slope = Pendiente
simulation-start = Inicio
simulation-red = Bolas rojas
simulation-blue = Bolas azules
simulation-draw = Sacar 10 veces
simulation-drawn = Sacadas: %1, de ellas rojas: %2
simulation-take-both = Quitar 1 de ambos lados
simulation-share-both = Repartir ambos lados entre %1
simulation-undo = Atrás
simulation-scale = A la izquierda: cajas %1, pesas %2. A la derecha: pesas %3.
simulation-points = La recta debe pasar por los puntos (%1 | %2) y (%3 | %4).
simulation-there = En x = %1 la recta está en %2; en x = %3, en %4.
simulation-line = La recta va de %1 a %2. Pasos de un número entero al siguiente: %3.
simulation-marker-at = En %1
simulation-marker-past = Pasos después de %2: %1
simulation-number-line = Recta numérica
simulation-balance-scale = Balanza
simulation-slope-explorer = Explorador de pendientes
simulation-probability-sampler = Muestras al azar

# Junto a un texto.
source-primary = Fuente de primera mano
source-secondary = Escrito después
source-data = Cifras
explain-title = Explícalo de otra manera
explain-worked_example = Un ejemplo resuelto
explain-analogy = Una comparación
explain-picture = Una imagen
explain-smaller_steps = Pasos más pequeños

film-speed = Velocidad
film-watched = Visto:
film-failed = Ahora no se puede reproducir el vídeo. Abajo puedes leer todo lo que se dice en él.
film-transcript = Leer lo que se dice
film-read = Ya lo he leído
film-again = Desde el principio
film-left = lo dejaste en
film-done = Ya has visto este vídeo.
player-skip = Saltar esta tarea
player-ready = La tarea está abierta.
player-failed = Esta tarea no se puede abrir. Inténtalo de nuevo. Si no ayuda, díselo a tu docente con «Este ejercicio tiene un error», más abajo.
player-late = Esta tarea tarda mucho en abrirse, o se acabó su tiempo: pasadas unas horas hay que abrirla de nuevo. Revisa tu conexión e inténtalo otra vez.
player-stopped = Esta tarea envió demasiado y se detuvo. Inténtalo de nuevo, o díselo a tu docente con «Este ejercicio tiene un error», más abajo.
player-again = Intentar de nuevo
player-about = Esta tarea se hizo en otro lugar. No sabe quién eres. Lo que dice de tu puntuación cuenta como práctica: tu dominio sale de las preguntas que se comprueban aquí.
player-claimed = La tarea dice: { $share } %
player-done = Has trabajado toda esta tarea.
english = Inglés
spanish = Español

void-notice = La pregunta «{ $title }» tenía un error. Ya no cuenta.
void-notice-undone = La pregunta «{ $title }» cuenta de nuevo.
void-notice-moved = Tu dominio de { $topic } se ha calculado de nuevo: { $before } % → { $after } %.
void-notice-same = Tu dominio de { $topic } se ha calculado de nuevo y sigue en { $after } %.
void-notice-plain = Tu dominio se ha calculado de nuevo.
void-notice-dismiss = De acuerdo
void-notice-dismiss-of = Guardar el mensaje sobre { $title }

evidence-voided = No cuenta: la pregunta tenía un error
