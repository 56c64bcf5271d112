# Exportaciones: lo que la institución saca de sus propios datos.
ex-lead = Saca los datos de la institución en archivos, para tu propia evaluación o para otro sistema.
ex-private = Las personas son nombres al azar, los mismos en cada exportación y en los datos abiertos. Lo que escribe el alumnado nunca está en una exportación, y de las respuestas solo números, fórmulas y opciones.
ex-plan = Hacer una exportación
ex-tables = Tablas
ex-form = Formato
ex-form-csv = CSV, para hojas de cálculo
ex-form-parquet = Parquet, para programas
ex-schedule = Con qué frecuencia
ex-schedule-once = Una vez
ex-schedule-daily = Cada día
ex-schedule-weekly = Cada semana
ex-incremental = Solo lo nuevo cada vez
ex-incremental-hint = La primera vez trae todo; las siguientes, lo guardado o cambiado desde entonces. Las tablas pequeñas, como las clases, vienen enteras cada vez.
ex-names = Con nombres y direcciones de correo
ex-names-hint = Solo donde los necesites. Queda anotado que lo elegiste, y los archivos se quitan en cuanto se borra a alguien de la institución.
ex-make = Hacer la exportación
ex-begun = La exportación se está haciendo.
ex-none = Aún no se ha exportado nada
ex-none-text = Elige tablas arriba. Aquí ves cómo va y te llevas los archivos.
ex-none-read = Un administrador puede hacer exportaciones.
ex-made = Exportaciones
ex-plans = Planes
ex-next = La próxima vez: { $at }
ex-again = Hacerla otra vez ahora
ex-quiet = No más por sí sola
ex-kind-data = Datos
ex-kind-research = Para investigación
ex-state-waiting = En espera
ex-state-running = Se está haciendo
ex-state-stopping = Parándose
ex-state-stopped = Parada
ex-state-interrupted = Interrumpida
ex-state-ready = Espera salida
ex-state-done = Hecha
ex-state-failed = Fallida
ex-state-discarded = Desechada
ex-error-too_few_alike = No se hizo: muy pocos estudiantes se parecen, así que alguien destacaría. Espera a que participen más, o déjalo.
ex-error-not_found = No se hizo: falta algo que necesita. Empieza otra.
ex-error-erased_meanwhile = No se hizo: mientras tanto se borró a alguien que podría estar dentro. Hazla otra vez.
ex-error-invalid_input = No se hizo: algo en los datos no se puede escribir. Díselo a quien lleva el servidor.
ex-at = En «{ $table }», { $lines ->
    [one] { $lines } línea
   *[other] { $lines } líneas
  } hasta ahora
ex-lines = Líneas
ex-holds = Contiene
ex-holds-all = Todo
ex-holds-new = Lo nuevo desde { $at }
ex-with-names = Con nombres
ex-with-names-yes = Sí
ex-ends = Los archivos se guardan hasta
ex-gone = Quitados
ex-files = { $count ->
    [one] { $count } archivo
   *[other] { $count } archivos
  }
ex-files-lead = Cada vez que alguien se lleva un archivo queda anotado. dictionary.csv dice qué significa cada columna; manifest.json enumera todos los archivos.
ex-file = { $size } KB, { $lines ->
    [0] no es una tabla
    [one] { $lines } línea
   *[other] { $lines } líneas
  }
ex-take = Llevarse
ex-place = En el almacén:
ex-stop = Parar
ex-resume = Seguir
ex-research = Datos para investigación
ex-research-lead = Sin nombres, fechas ni palabras; el alumnado con nombres al azar solo de esta exportación. Quien ha dicho que no se aprenda de sus respuestas queda fuera. Lo que podría señalar a alguien se hace más general hasta que se parecen bastantes estudiantes. Ves el informe, y otro administrador le da salida.
ex-k = Cuántos estudiantes tienen que parecerse
ex-k-hint = Al menos 5. Cuantos más, más seguro, y más generales los datos.
ex-research-make = Hacer datos para investigación
ex-report = Lo que se comprobó
ex-fact-k = Se pedía: estudiantes que se parecen
ex-fact-students = Estudiantes de la institución
ex-fact-without-consent = Fuera: sin consentimiento para esto
ex-fact-without-answers = Fuera: sin respuestas
ex-fact-left-out = Fuera: destacaban
ex-fact-given = Estudiantes en los datos
ex-fact-smallest = El grupo más pequeño de estudiantes que se parecen
ex-fact-groups = Grupos de estudiantes que se parecen
ex-fact-alike = De ellos, con un solo resultado
ex-fact-answers-of-rare-topics = Respuestas fuera: temas de muy pocos estudiantes
ex-fact-items-blanked = Respuestas cuya tarea no se nombra: la vieron muy pocos estudiantes
ex-coarser = Lo que se hizo más general
ex-coarser-hint = Pasos dados, de los pasos que hay; tras el último no queda nada.
ex-level-birth-years = Años de nacimiento
ex-level-language = Idioma
ex-level-subject = Curso o materia
ex-level-activity = Cuánto hicieron
ex-report-limits = Esto vale para lo que se enumera arriba. Quien sabe por otro lado qué respondió alguien aún puede reconocerlo: da los datos solo a quien prometa no intentarlo. En un grupo con un solo resultado, se sabe ese resultado de todos (l-diversidad 1).
ex-release = Darle salida
ex-release-other = La has pedido tú, así que otra persona le da salida: otro administrador abre esta página y lee el informe.
ex-released = Tiene salida. Los archivos se pueden llevar.
ex-discard = Desechar
