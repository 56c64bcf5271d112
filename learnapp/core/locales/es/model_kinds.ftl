# Las palabras de cada tipo de modelo entrenado: qué sirve sin él, sus cifras, sus puertas y de qué aprendió.
models-untrained-content_recommender = Las reglas, iguales en todas las escuelas, ordenan para todos lo que viene después.
models-untrained-intervention_trigger = Sirve la regla de cinco observaciones, que cualquiera puede comprobar a mano.
models-untrained-difficulty_estimator = Cada curso se estima por sí solo cada noche, con sus propias respuestas.
models-back-text-content_recommender = Las reglas volverán a ordenar para todos, enseguida. No se pregunta a ninguna puerta.
models-back-text-intervention_trigger = La regla de cinco observaciones volverá a servir desde la próxima noche. No se pregunta a ninguna puerta.
models-back-text-difficulty_estimator = Cada curso volverá a estimarse por sí solo, en menos de una hora. No se pregunta a ninguna puerta.
models-learned-from-content_recommender = { NUMBER($answers) } recomendaciones a { NUMBER($students) } estudiantes
models-learned-from-intervention_trigger = { NUMBER($answers) } semanas de { NUMBER($students) } estudiantes
models-learned-from-difficulty_estimator = { NUMBER($answers) } primeras respuestas de { NUMBER($students) } estudiantes
models-column-good = Qué tan bueno
models-headline-mastery_predictor = { NUMBER($value, minimumFractionDigits: 3, maximumFractionDigits: 3) } en distinguir bien de mal
models-headline-content_recommender = { NUMBER($value, minimumFractionDigits: 2, maximumFractionDigits: 2) } más que las reglas
models-headline-intervention_trigger = { NUMBER($value, minimumFractionDigits: 3, maximumFractionDigits: 3) } en decir quién se atrasa
models-headline-difficulty_estimator = { NUMBER($value, minimumFractionDigits: 3, maximumFractionDigits: 3) } de sorpresa
models-between = entre { NUMBER($low, maximumFractionDigits: 2) } y { NUMBER($high, maximumFractionDigits: 2) }

models-gate-content_recommender-enough-passed = La juzgaron decisiones sobre { NUMBER($count) } estudiantes que no ha visto; cuentan como { NUMBER($value, maximumFractionDigits: 0) } sacadas para esto, y hacen falta { NUMBER($limit) }.
models-gate-content_recommender-enough-failed = La juzgaron decisiones sobre { NUMBER($count) } estudiantes; cuentan como { NUMBER($value, maximumFractionDigits: 0) } sacadas para esto, y hacen falta { NUMBER($limit) } sobre { $other } estudiantes.
models-gate-content_recommender-enough-too_few = La juzgaron decisiones sobre { NUMBER($count) } estudiantes; cuentan como { NUMBER($value, maximumFractionDigits: 0) } sacadas para esto, y hacen falta { NUMBER($limit) } sobre { $other } estudiantes.
models-gate-content_recommender-better-passed = Lo que habría mostrado aporta más que { $about ->
    [none] las reglas
   *[other] la versión { $about }
  }: { NUMBER($value, minimumFractionDigits: 2, maximumFractionDigits: 2) } por cada cosa mostrada (entre { NUMBER($low, minimumFractionDigits: 2, maximumFractionDigits: 2) } y { NUMBER($high, minimumFractionDigits: 2, maximumFractionDigits: 2) }).
models-gate-content_recommender-better-failed = No es seguro que lo que habría mostrado aporte más que { $about ->
    [none] las reglas
   *[other] la versión { $about }
  }: { NUMBER($value, minimumFractionDigits: 2, maximumFractionDigits: 2) } por cada cosa mostrada (entre { NUMBER($low, minimumFractionDigits: 2, maximumFractionDigits: 2) } y { NUMBER($high, minimumFractionDigits: 2, maximumFractionDigits: 2) }).
models-gate-content_recommender-better-too_few = Hay muy pocas recomendaciones para decir si aporta más que { $about ->
    [none] las reglas
   *[other] la versión { $about }
  }.
models-gate-content_recommender-fair-passed = Es seguro que ningún grupo recibe menos que con las reglas: el que menos, de { $count } grupos, es { $about }, con { NUMBER($value, minimumFractionDigits: 2, maximumFractionDigits: 2) } (entre { NUMBER($low, minimumFractionDigits: 2, maximumFractionDigits: 2) } y { NUMBER($high, minimumFractionDigits: 2, maximumFractionDigits: 2) }).
models-gate-content_recommender-fair-failed = El grupo { $about } recibe menos que con las reglas: { NUMBER($value, minimumFractionDigits: 2, maximumFractionDigits: 2) } (entre { NUMBER($low, minimumFractionDigits: 2, maximumFractionDigits: 2) } y { NUMBER($high, minimumFractionDigits: 2, maximumFractionDigits: 2) }).
models-gate-content_recommender-fair-too_few = Ningún grupo es bastante grande para decir algo de él. Esta puerta no detiene la versión.
models-gate-content_recommender-fast-passed = Ordenar 24 cosas tarda como mucho { NUMBER($value, maximumFractionDigits: 1) } ms, 99 de cada 100 veces; el límite es { NUMBER($limit, maximumFractionDigits: 0) } ms.
models-gate-content_recommender-fast-failed = Ordenar 24 cosas tarda { NUMBER($value, maximumFractionDigits: 1) } ms, y 1 de cada 100 veces más; el límite es { NUMBER($limit, maximumFractionDigits: 0) } ms.
models-gate-content_recommender-fast-too_few = No se pudo medir el tiempo, porque no había con quién medirlo.

models-gate-intervention_trigger-enough-passed = La juzgaron { NUMBER($value) } semanas de { $count } estudiantes que no ha visto.
models-gate-intervention_trigger-enough-failed = La juzgaron { NUMBER($value) } semanas de { $count } estudiantes; hacen falta { NUMBER($limit) } semanas de { $other } estudiantes.
models-gate-intervention_trigger-enough-too_few = La juzgaron { NUMBER($value) } semanas de { $count } estudiantes; hacen falta { NUMBER($limit) } semanas de { $other } estudiantes, y que en algunas alguien se atrase.
models-gate-intervention_trigger-better-passed = Dice quién se atrasa mejor que { $about ->
    [none] la regla
   *[other] la versión { $about }
  }: por { NUMBER($value, minimumFractionDigits: 3, maximumFractionDigits: 3) } (entre { NUMBER($low, minimumFractionDigits: 3, maximumFractionDigits: 3) } y { NUMBER($high, minimumFractionDigits: 3, maximumFractionDigits: 3) }), o sus probabilidades están más cerca de lo que pasó, y en nada es peor.
models-gate-intervention_trigger-better-failed = No es seguro que diga quién se atrasa mejor que { $about ->
    [none] la regla
   *[other] la versión { $about }
  }: la diferencia es { NUMBER($value, minimumFractionDigits: 3, maximumFractionDigits: 3) } (entre { NUMBER($low, minimumFractionDigits: 3, maximumFractionDigits: 3) } y { NUMBER($high, minimumFractionDigits: 3, maximumFractionDigits: 3) }).
models-gate-intervention_trigger-better-too_few = Hay muy pocas semanas para decir si es mejor que { $about ->
    [none] la regla
   *[other] la versión { $about }
  }.
models-gate-intervention_trigger-fair-passed = Dice quién se atrasa casi igual de bien en cada grupo: entre { $about } las curvas se separan { NUMBER($value, maximumFractionDigits: 1) } puntos de cien, el puro azar da { NUMBER($low, maximumFractionDigits: 1) } y el límite es { NUMBER($limit, maximumFractionDigits: 0) } (ABROCA, la mayor de { $count } grupos).
models-gate-intervention_trigger-fair-failed = No dice igual de bien en cada grupo quién se atrasa: entre { $about } las curvas se separan { NUMBER($value, maximumFractionDigits: 1) } puntos de cien (ABROCA; el puro azar da { NUMBER($low, maximumFractionDigits: 1) }, el límite es { NUMBER($limit, maximumFractionDigits: 0) }), y los errores difieren en { NUMBER($high, maximumFractionDigits: 1) }.
models-gate-intervention_trigger-fair-too_few = No hay dos grupos bastante grandes para compararlos. Esta puerta no detiene la versión.
models-gate-intervention_trigger-fast-passed = Una clase de 30 tarda como mucho { NUMBER($value, maximumFractionDigits: 0) } ms, 99 de cada 100 veces; el límite es { NUMBER($limit, maximumFractionDigits: 0) } ms.
models-gate-intervention_trigger-fast-failed = Una clase de 30 tarda { NUMBER($value, maximumFractionDigits: 0) } ms, y 1 de cada 100 veces más; el límite es { NUMBER($limit, maximumFractionDigits: 0) } ms.
models-gate-intervention_trigger-fast-too_few = No se pudo medir el tiempo, porque no había con quién medirlo.

models-gate-difficulty_estimator-enough-passed = La juzgaron { NUMBER($value) } primeras respuestas de { $count } estudiantes que no ha visto.
models-gate-difficulty_estimator-enough-failed = La juzgaron { NUMBER($value) } primeras respuestas de { $count } estudiantes; hacen falta { NUMBER($limit) } respuestas de { $other } estudiantes.
models-gate-difficulty_estimator-enough-too_few = La juzgaron { NUMBER($value) } primeras respuestas de { $count } estudiantes; hacen falta { NUMBER($limit) } respuestas de { $other } estudiantes.
models-gate-difficulty_estimator-better-passed = Las preguntas estimadas con ella predicen las respuestas mejor que { $about ->
    [none] los cursos estimados cada uno por sí solo
   *[other] la versión { $about }
  }: la sorpresa baja { NUMBER($value, minimumFractionDigits: 4, maximumFractionDigits: 4) } (entre { NUMBER($low, minimumFractionDigits: 4, maximumFractionDigits: 4) } y { NUMBER($high, minimumFractionDigits: 4, maximumFractionDigits: 4) }), o distingue mejor bien de mal, y en nada es peor.
models-gate-difficulty_estimator-better-failed = No es seguro que las preguntas estimadas con ella predigan las respuestas mejor que { $about ->
    [none] los cursos estimados cada uno por sí solo
   *[other] la versión { $about }
  }: la sorpresa baja { NUMBER($value, minimumFractionDigits: 4, maximumFractionDigits: 4) } (entre { NUMBER($low, minimumFractionDigits: 4, maximumFractionDigits: 4) } y { NUMBER($high, minimumFractionDigits: 4, maximumFractionDigits: 4) }).
models-gate-difficulty_estimator-better-too_few = Hay muy pocas respuestas para decir si es mejor que { $about ->
    [none] los cursos estimados cada uno por sí solo
   *[other] la versión { $about }
  }.
models-gate-difficulty_estimator-fair-passed = La mayor diferencia de { $count } grupos es de { NUMBER($value, maximumFractionDigits: 1) } puntos de cien, la del grupo { $about } (entre { NUMBER($low, maximumFractionDigits: 1) } y { NUMBER($high, maximumFractionDigits: 1) }); { NUMBER($limit, maximumFractionDigits: 0) } es el límite para lo que no es azar.
models-gate-difficulty_estimator-fair-failed = Al grupo { $about } lo juzga { NUMBER($value, maximumFractionDigits: 1) } puntos de cien distinto que a los demás (entre { NUMBER($low, maximumFractionDigits: 1) } y { NUMBER($high, maximumFractionDigits: 1) }); { NUMBER($limit, maximumFractionDigits: 0) } es el límite.
models-gate-difficulty_estimator-fair-too_few = Ningún grupo es bastante grande para decir algo de él. Esta puerta no detiene la versión.
models-gate-difficulty_estimator-fast-passed = Suponer 200 preguntas por su texto tarda como mucho { NUMBER($value, maximumFractionDigits: 0) } ms, 99 de cada 100 veces; el límite es { NUMBER($limit, maximumFractionDigits: 0) } ms.
models-gate-difficulty_estimator-fast-failed = Suponer 200 preguntas por su texto tarda { NUMBER($value, maximumFractionDigits: 0) } ms, y 1 de cada 100 veces más; el límite es { NUMBER($limit, maximumFractionDigits: 0) } ms.
models-gate-difficulty_estimator-fast-too_few = No se pudo medir el tiempo, porque no había con quién medirlo.

models-figures-text-content_recommender = Juzgada con { NUMBER($answers) } decisiones sobre { $students } estudiantes que no ha visto: con lo que de verdad resultó de lo que se mostró entonces, se calcula lo que habría aportado su propia elección.
models-figures-text-intervention_trigger = Juzgada con { NUMBER($answers) } semanas de { $students } estudiantes que no ha visto: lo que habría dicho entonces y lo que pasó en las cuatro semanas siguientes.
models-figures-text-difficulty_estimator = Juzgada con { NUMBER($answers) } primeras respuestas de { $students } estudiantes que no ha visto.
models-figures-few-content_recommender = Faltan datos: solo quedaban { NUMBER($answers) } decisiones sobre { $students } estudiantes para juzgar. Entrena otra vez cuando se hayan usado más recomendaciones.
models-figures-few-intervention_trigger = Faltan datos: solo quedaban { NUMBER($answers) } semanas de { $students } estudiantes para juzgar. Entrena otra vez dentro de unas semanas.
models-figures-few-difficulty_estimator = Faltan datos: solo quedaban { NUMBER($answers) } primeras respuestas de { $students } estudiantes para juzgar. Entrena otra vez cuando haya más respuestas.
models-figure-content_recommender-reward_model = Lo que aporta una cosa que muestra
models-figure-content_recommender-reward_model-text = Puntos de dominio por minuto, más por lo que se termina y se sabe todavía otro día.
models-figure-content_recommender-reward_over_rules = Más de lo que aportan las reglas
models-figure-content_recommender-reward_over_rules-text = Por encima de 0 es mejor; si todo el margen está por encima de 0, es seguro.
models-figure-content_recommender-reward_over_chance = Más de lo que aporta el azar
models-figure-content_recommender-reward_over_chance-text = Comparado con cosas sacadas por igual de lo que estaba abierto.
models-figure-content_recommender-effective_sample = Cuenta como tantas
models-figure-content_recommender-effective_sample-text = Cosas mostradas que dicen algo de su propia elección (muestra efectiva).
models-figure-content_recommender-p99_ms = Tiempo para ordenar 24 cosas
models-figure-content_recommender-p99_ms-text = 99 de cada 100 veces es más rápida.
models-figure-intervention_trigger-auc = Dice quién se atrasa
models-figure-intervention_trigger-auc-text = 0,5 es adivinar, 1 es no equivocarse nunca (AUC).
models-figure-intervention_trigger-log_loss = Sorpresa
models-figure-intervention_trigger-log_loss-text = Qué tan lejos están sus probabilidades de lo que pasó; menos es mejor (log loss).
models-figure-intervention_trigger-accuracy = Aciertos
models-figure-intervention_trigger-accuracy-text = Parte de las semanas en que se cumplió lo más probable.
models-figure-intervention_trigger-ece = Error de las probabilidades
models-figure-intervention_trigger-ece-text = Cuánto se separan probabilidades y resultados en promedio; menos es mejor (ECE).
models-figure-intervention_trigger-ece_noise = del que es puro azar
models-figure-intervention_trigger-ece_noise-text = Lo que mostraría un modelo perfecto con tantas semanas.
models-figure-intervention_trigger-p99_ms = Tiempo para una clase de 30
models-figure-intervention_trigger-p99_ms-text = 99 de cada 100 veces es más rápida. Trabaja de noche, nadie espera.
models-figure-difficulty_estimator-log_loss = Sorpresa
models-figure-difficulty_estimator-log_loss-text = Qué tan lejos están las probabilidades con preguntas estimadas de lo que pasó; menos es mejor (log loss).
models-figure-difficulty_estimator-author_log_loss = Con las cifras de los autores
models-figure-difficulty_estimator-author_log_loss-text = La misma sorpresa, si no se estimara nada.
models-figure-difficulty_estimator-auc = Distingue bien de mal
models-figure-difficulty_estimator-auc-text = 0,5 es adivinar, 1 es no equivocarse nunca (AUC).
models-figure-difficulty_estimator-ece = Error de las probabilidades
models-figure-difficulty_estimator-ece-text = Cuánto se separan probabilidades y resultados en promedio; menos es mejor (ECE).
models-figure-difficulty_estimator-p99_ms = Tiempo para suponer 200 preguntas
models-figure-difficulty_estimator-p99_ms-text = 99 de cada 100 veces es más rápida. Trabaja una vez por hora, nadie espera.

models-groups-text-content_recommender = La diferencia dice cuánto más (por encima de 0) o menos (por debajo de 0) que con las reglas reciben los estudiantes de un grupo por cada cosa mostrada. El margen dice dónde está.
models-groups-text-intervention_trigger = La diferencia dice cuántos puntos de cien espera de más (por encima de 0) o de menos (por debajo de 0) de un grupo, comparado con todos. El margen dice dónde está la diferencia. Hay más sobre los grupos en la página Equidad.
models-groups-text-difficulty_estimator = La diferencia dice cuántos puntos de cien espera de más (por encima de 0) o de menos (por debajo de 0) de un grupo, comparado con todos. El margen dice dónde está la diferencia.
models-dimension-age = Edad
models-dimension-language = Idioma
models-dimension-section = Clase
models-data-text-content_recommender = { NUMBER($answers) } recomendaciones a { NUMBER($students) } estudiantes, hechas del { $first } al { $last }, con lo que hicieron con ellas. La juzgaron { NUMBER($test_answers) } a otros { NUMBER($test_students) } estudiantes.
models-data-text-intervention_trigger = { NUMBER($answers) } semanas de { NUMBER($students) } estudiantes, del { $first } al { $last }, con lo que pasó en las cuatro siguientes. La juzgaron { NUMBER($test_answers) } semanas de otros { NUMBER($test_students) } estudiantes.
models-data-text-difficulty_estimator = { NUMBER($answers) } primeras respuestas de { NUMBER($students) } estudiantes. La juzgaron { NUMBER($test_answers) } primeras respuestas de otros { NUMBER($test_students) } estudiantes.
models-data-what-content_recommender = Se podían mostrar { NUMBER($items) } cosas de { NUMBER($kcs) } temas; se abrió el { $right } % de lo mostrado.
models-data-what-intervention_trigger = En el { $right } % de las semanas alguien se atrasó después.
models-data-what-difficulty_estimator = { NUMBER($items) } preguntas de { NUMBER($kcs) } cursos; el { $right } % de las primeras respuestas fueron correctas.

notice-training-done-mastery_predictor = Tu entrenamiento ha terminado: probabilidad de acertar
notice-training-done-content_recommender = Tu entrenamiento ha terminado: qué viene después
notice-training-done-intervention_trigger = Tu entrenamiento ha terminado: quién puede necesitar ayuda
notice-training-done-difficulty_estimator = Tu entrenamiento ha terminado: qué tan difícil es una pregunta
notice-training-failed-mastery_predictor = Tu entrenamiento ha fallado: probabilidad de acertar
notice-training-failed-content_recommender = Tu entrenamiento ha fallado: qué viene después
notice-training-failed-intervention_trigger = Tu entrenamiento ha fallado: quién puede necesitar ayuda
notice-training-failed-difficulty_estimator = Tu entrenamiento ha fallado: qué tan difícil es una pregunta
models-pruned = Sus archivos se quitaron, porque hacía mucho que no servía en ningún sitio. Su ficha queda. Entrena otra vez para tenerla de nuevo.
models-watched-text-content_recommender = De { NUMBER($answers) } cosas que mostró en { NUMBER($days) } días, se abrió el { NUMBER($said, maximumFractionDigits: 1) } %, y de esas se terminó el { NUMBER($was, maximumFractionDigits: 1) } %.
models-watched-few-content_recommender = Faltan datos: hasta ahora ha mostrado { NUMBER($answers) } cosas de las que se sabe qué resultó. Tiene que servir o estar a prueba.
models-watched-text-intervention_trigger = De { NUMBER($answers) } semanas nuevas de estudiantes esperaba que en el { NUMBER($said, maximumFractionDigits: 1) } % alguien se atrasara después; pasó en el { NUMBER($was, maximumFractionDigits: 1) } % ({ NUMBER($days) } semanas de clases).
models-watched-few-intervention_trigger = Faltan datos: de { NUMBER($answers) } semanas nuevas de estudiantes se sabe qué pasó después, y eso tarda cuatro semanas. Tiene que servir o mirar.
models-watched-text-difficulty_estimator = En { NUMBER($days) } cursos que se apoyan en ella, la sorpresa ante { NUMBER($answers) } primeras respuestas es { NUMBER($said, maximumFractionDigits: 4) }; con las cifras de los autores sería { NUMBER($was, maximumFractionDigits: 4) }.
models-watched-few-difficulty_estimator = Faltan datos: hasta ahora se apoyan en ella { NUMBER($answers) } primeras respuestas de { NUMBER($days) } cursos. Tiene que servir.
fairness-since = En uso desde el { $day }.
