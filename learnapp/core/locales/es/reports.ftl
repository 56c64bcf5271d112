# Informes para las familias: lo que se imprime, y las páginas de quienes los imprimen.
report-title = Informe de aprendizaje
report-who = Estudiante
report-class = Clase
report-days = Periodo
report-days-of = del { $first } al { $last }
report-teachers = { $count ->
    [one] Docente
   *[other] Docentes
  }
report-made = Impreso el
report-footer = { $name } · { $section } · { $school }
report-short = En pocas palabras
report-short-nothing = { $name } no ha trabajado en esta clase en este periodo, así que todavía no hay nada que contar.
report-short-days = { $name } trabajó { $days ->
    [one] 1 día
   *[other] { $days } días
  }; en este periodo hubo { $school ->
    [one] 1 día de clase.
   *[other] { $school } días de clase.
  }
report-short-work = { $answers ->
    [one] Dio 1 respuesta, { $right } correcta,
   *[other] Dio { $answers } respuestas, { $right } correctas,
  } en { $time } en total.
report-short-mastered = De los { $topics } temas del curso, { $count ->
    [0] todavía no domina ninguno.
    [one] domina 1 hasta ahora.
   *[other] domina { $count } hasta ahora.
  }
report-short-new = Dominado en este periodo: { $names }.
report-short-none-new = En este periodo no ha dominado ninguno nuevo.
report-and-more = { $names } y { $count } más
report-minutes = { $count ->
    [one] más o menos 1 minuto
   *[other] más o menos { $count } minutos
  }
report-hours = { $hours ->
    [one] más o menos 1 hora
   *[other] más o menos { $hours } horas
  } { $minutes ->
    [0] {""}
   *[other] y { $minutes } minutos
  }
report-note = De su docente
report-note-by = { $who }, { $day }
report-mastered = Lo que ya domina
report-mastered-what = La barra muestra lo seguro que es: la parte gris es donde probablemente está el valor real; la línea negra es la mejor estimación.
report-mastered-none = Todavía nada. Un tema cuenta como dominado cuando lo dicen bastantes respuestas, no después de un buen día.
report-new = nuevo
report-topic = Tema
report-bar = Seguridad
report-sure = En palabras
report-sure-mastered = Tenemos una seguridad del { $value } %, probablemente entre el { $low } % y el { $high } %, según { $answers ->
    [one] 1 respuesta que cuenta.
   *[other] { $answers } respuestas que cuentan.
  }
report-sure-mastered-narrow = Tenemos una seguridad de más o menos el { $value } %, según { $answers ->
    [one] 1 respuesta que cuenta.
   *[other] { $answers } respuestas que cuentan.
  }
report-sure-fading = Lo dominó y quizá se desvanece: un repaso corto ayuda. Ahora { $value } %, probablemente entre el { $low } % y el { $high } %, según { $answers ->
    [one] 1 respuesta que cuenta.
   *[other] { $answers } respuestas que cuentan.
  }
report-sure-fading-narrow = Lo dominó y quizá se desvanece: un repaso corto ayuda. Ahora más o menos { $value } %, según { $answers ->
    [one] 1 respuesta que cuenta.
   *[other] { $answers } respuestas que cuentan.
  }
report-practised = Lo que practicó
report-practised-what = Temas con respuestas en este periodo, y cómo están hoy.
report-practised-none = No practicó nada en este periodo.
report-right = Correctas
report-right-of = { $right } de { $answers }
report-stands = Nivel
report-estimate = Estimación
report-between = del { $low } % al { $high } %
report-about = más o menos { $value } %
report-too-few = pocas respuestas para decirlo
report-more = { $count ->
    [one] 1 tema más no se nombra aquí.
   *[other] { $count } temas más no se nombran aquí.
  }
report-next = Qué viene después
report-next-ready = Temas para los que ya tiene todo lo necesario:
report-next-offered = Lo último que se le propuso:
report-next-none = Ahora mismo no hay nada nuevo que empezar: lo que toca es repasar.
report-activity = Días y tiempo
report-activity-what = Días con trabajo en esta clase, junto a los días de clase de la misma semana; detrás va el trabajo en días sin clase. No es un registro de asistencia: quien estuvo en la escuela sin el ordenador no se cuenta aquí.
report-week = Semana
report-week-of = desde el { $day }
report-weeks = desde el { $first }, { $count } semanas
report-active-days = Días con trabajo, de los de clase
report-of = { $count } de { $of }
report-of-free = { $said } + { $free } sin clase
report-minutes-head = Minutos
report-answers = Respuestas
report-assigned = Tareas asignadas
report-assigned-none = En este periodo no se asignó nada.
report-assigned-of = Hechas: { $done } de { $count }.
report-task = Tarea
report-due = Para el
report-no-due = sin fecha
report-state = Estado
report-assigned-done = hecha
report-assigned-late = con retraso
report-assigned-open = por hacer
report-how = Cómo leer este informe
report-how-range = Nadie puede mirar dentro de una cabeza. Cada número de aquí es una estimación a partir de respuestas, y «entre … y …» dice cuánto puede equivocarse. Con más respuestas se hace más estrecha.
report-how-sure = «Dominado» significa: según las respuestas hasta ahora, tenemos al menos un 85 % de seguridad de que sabe hacerlo, y el extremo de abajo es al menos un 70 %.
report-how-counts = Las «respuestas que cuentan» son primeros intentos sin ayuda: repetir la misma tarea, o hacerla después de una pista, es buena práctica, pero dice menos de lo que sabe hacer sin ayuda. No se cuentan las respuestas a una pregunta que resultó estar mal ella misma.
report-how-fading = «Se desvanece» significa: lo dominó y hace tiempo que no lo usa. Lo que se ha ganado no se quita.
report-how-time = El tiempo se cuenta mientras una tarea está abierta y algo se mueve, y mientras se reproduce un vídeo; cada uno cuenta un cuarto de hora como mucho. No dice nada de cuánto se ha esforzado.
report-how-days = Sirve para hablar del aprendizaje. No es una nota ni una clasificación de estudiantes.
report-evidence = En qué se basan los números
report-evidence-none = No hay respuestas en este periodo, así que no hay nada que mostrar.
report-evidence-what = Las últimas { $count } de { $all } respuestas de este periodo:
report-evidence-all = Todas las respuestas detrás de cada número están en las páginas del estudiante, en la página familiar del niño o la niña (en «Todo lo que está guardado», como archivo) y en la página del estudiante de su docente.
report-day = Día
report-right-head = ¿Correcta?
report-hints = Pistas
report-yes = correcta
report-no = aún no

report-page = Informe para la reunión con las familias
report-tab = Informes
report-lead = Un informe en papel para la casa: qué practicó, qué domina y con qué seguridad, y qué viene después. Nada sale del centro hasta que tú lo entregas.
report-note-ask = Una o dos frases tuyas
report-note-what = Va arriba en el informe, y en todos los siguientes hasta que lo cambies. La familia también puede descargarlo. Como mucho { $most } caracteres; envía el campo vacío para quitarlo.
report-note-keep = Guardar
report-note-at = guardado { $at }
report-note-kept = Guardado.
report-print = Imprimirlo
report-first = Desde
report-last = Hasta
report-language = Idioma
report-language-each = El de cada familia
report-language-guardian = El idioma que la familia ha elegido aquí. Puedes elegir otro.
report-language-student = Ningún familiar tiene cuenta aquí, así que este es el idioma del estudiante. Puedes elegir otro.
report-download = Descargar el PDF
report-holds = Qué contiene
report-audited = Cada descarga queda en la lista de quién ha visto los datos de un estudiante.
report-whole-class = Informes de toda la clase
report-class-lead = Un informe de cada estudiante de la clase, cada uno en el idioma de su familia, en un archivo para imprimir o en un archivo por estudiante.
report-make = { $count ->
    [one] Hacer el informe de 1 estudiante
   *[other] Hacer los informes de { $count } estudiantes
  }
report-begun = Los informes se están haciendo. Puedes salir de esta página.
report-made-list = Hechos hace poco
report-none = Todavía ninguno
report-none-text = Elige los días y hazlos. Tarda más o menos un segundo por cada diez estudiantes.
report-asked = pedido { $at }
report-nobody = No hay nadie en estos informes: no se puede guardar nada de los estudiantes, o han dejado la clase.
report-progress = { $done } de { $total } estudiantes
report-one-file = Un PDF para imprimir
report-each-file = Un PDF por estudiante (zip)
report-stop = Parar
report-go-on = Continuar
report-until = Se borra el { $day }; puedes hacerlo otra vez cuando quieras.
report-turn = Informes hechos antes
report-status-waiting = En espera
report-status-running = Haciéndose
report-status-interrupted = Interrumpido
report-status-stopped = Parado
report-status-done = Listo
