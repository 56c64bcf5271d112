# La estructura de los cursos propios: lecciones, temas, estándares, y cursos empezados desde cero.
help-outline = Las lecciones de un curso en su orden, cada una con sus temas y contenidos. Añádalas, cámbieles el nombre, muévalas y quítelas con los botones; todo es un borrador que ningún estudiante ve. Entréguelo; un administrador lo aprueba y lo publica como versión nueva. Cada tema puede nombrar el estándar al que sirve, que se propone o se busca, y los temas que necesita antes. Lo que han respondido los estudiantes queda.
news-outline = Escriba un curso propio entero
news-outline-text = En «Editar cursos» empieza un curso desde cero: lecciones, temas con sus estándares, ejercicios. Las lecciones se mueven, cambian de nombre y se quitan; cada cambio espera aprobación y las respuestas quedan.
outline-page = Lecciones y temas
outline-begin = Empezar un curso propio
outline-begin-text = Lo escribe desde cero: primero las lecciones, después los temas, después los ejercicios. Ningún estudiante lo ve antes de que un administrador lo publique.
outline-begin-button = Empezar el curso
outline-title = Título del curso
outline-subject = Materia
outline-description = De qué trata
outline-grade-from = Desde el grado
outline-grade-to = Hasta el grado
outline-no-grade = Sin indicar
outline-grade-0 = Educación infantil
outline-grade-1 = Grado 1
outline-grade-2 = Grado 2
outline-grade-3 = Grado 3
outline-grade-4 = Grado 4
outline-grade-5 = Grado 5
outline-grade-6 = Grado 6
outline-grade-7 = Grado 7
outline-grade-8 = Grado 8
outline-grade-9 = Grado 9
outline-grade-10 = Grado 10
outline-grade-11 = Grado 11
outline-grade-12 = Grado 12
outline-for-grade = Grado { $grade }
outline-for-grades = Grados { $low } a { $high }
outline-licence-0 = CC BY 4.0: otros pueden usarlo y deben nombrarle
outline-licence-1 = CC BY-SA 4.0: lo mismo, y las copias cambiadas quedan igual de libres
outline-licence-2 = CC BY-NC-SA 4.0: lo mismo, pero no por dinero
outline-licence-3 = CC0 1.0: cualquiera puede hacer con él lo que quiera
outline-licence-4 = Todos los derechos reservados: se queda en su institución
outline-attribution = A quién hay que nombrar
outline-not-yet = ninguna todavía
outline-unpublished = Sin publicar: ningún estudiante lo ve
outline-facts = Cambiar título, materia, grados, licencia
outline-items = Ejercicios y sus borradores
outline-numbered = { $number }. { $title }
outline-no-lessons = Este curso todavía no tiene lecciones
outline-no-lessons-text = Añada abajo la primera lección. Después dele temas, y ejercicios para cada tema.
outline-add-lesson = Añadir una lección
outline-lesson-title = Título de la lección
outline-lesson-added = Se ha añadido la lección «{ $title }».
outline-rename = Cambiar el título
outline-remove = Quitar
outline-up = Subir «{ $title }»
outline-down = Bajar «{ $title }»
outline-moved = «{ $title }» es ahora el número { $number } de { $total }.
outline-remove-what = Tiene { $topics ->
    [one] 1 tema
   *[other] { $topics } temas
  } y { $contents ->
    [one] 1 contenido
   *[other] { $contents } contenidos
  }. ¿Qué se hace con ellos?
outline-remove-empty = La lección está vacía. ¿Quitarla?
outline-to = A esta lección
outline-to-nowhere = Sacarlos del curso
outline-remove-text = Lo que se saca deja de darse a los estudiantes con la próxima versión. Sus respuestas y lo que han aprendido quedan. Los borradores de los contenidos que se sacan se descartan entonces.
outline-remove-yes = Quitar la lección
outline-lesson-removed = La lección se ha quitado.
outline-topics = Temas
outline-no-topics = Todavía ningún tema.
outline-add-topic = Añadir un tema
outline-topic-name = Nombre del tema
outline-topic-about = Qué sabe hacer entonces un estudiante
outline-topic-added = Se ha añadido el tema «{ $name }». Elija su estándar o cierre.
outline-topic-removed = El tema se ha quitado.
outline-topic-stays = { $count ->
    [one] No se puede quitar: 1 contenido lo tiene
   *[other] No se puede quitar: { $count } contenidos lo tienen
  }
outline-topic-move-text = Los contenidos que empiezan por este tema van con él.
outline-move-topic = Otra lección
outline-move = Mover
outline-words = Editar
outline-standard = Estándar
outline-without-standard = Sin estándar
outline-standard-of = Estándar de «{ $topic }»
outline-standard-text = Códigos del Common Core y de NGSS; las descripciones están en nuestras propias palabras.
outline-suggested = Estos parecen encajar, por las palabras del tema y de sus contenidos. Mire antes de elegir.
outline-none-suggested = No se sugiere nada: el tema dice demasiado poco, o no está en español ni en inglés. Busca uno abajo.
outline-found = Encontrado para «{ $words }»:
outline-none-found = No se encontró nada para «{ $words }». Prueba con el principio de un código, como 6.EE, o con otras palabras.
outline-alike = { $share } % parecido
outline-use = Usar este
outline-standard-find = Buscar por código o palabras
outline-no-standard = Sin estándar
outline-close = Cerrar
outline-contents = { $count ->
    [0] sin contenidos
    [one] 1 contenido
   *[other] { $count } contenidos
  }
outline-contents-head = Contenidos
outline-no-contents = Todavía nada.
outline-more = { $count ->
    [one] 1 contenido más
   *[other] { $count } contenidos más
  }
outline-loose = Temas sin lección
outline-loose-text = Llegaron con contenidos. Dé una lección a cada uno, o no se enseña nunca.
outline-stray = { $count ->
    [one] 1 contenido no está en ninguna lección. Abra la lista y dele un tema de una lección.
   *[other] { $count } contenidos no están en ninguna lección. Abra la lista y dé a cada uno un tema de una lección.
  }
outline-needs = Necesita antes
outline-needs-first = Necesita antes:
outline-needs-of = Qué necesita antes «{ $topic }»
outline-needs-text = Un tema se abre para un estudiante cuando domina lo que necesita. Vale con la próxima versión; una clase puede cambiarlo en su propia página.
outline-needs-nothing = Nada: está abierto desde el principio.
outline-needs-add = Necesita
outline-need-added = El requisito se ha añadido.
outline-need-removed = El requisito se ha quitado.
outline-prerequisites-class = Qué necesita qué en una clase suya, donde se ha cambiado
outline-overtaken = Alguien ha cambiado entretanto las lecciones o los temas. Se muestran como están ahora, y lo que ha escrito sigue ahí: mírelos y envíelo otra vez.
outline-draft = Su cambio de lecciones y temas
outline-way-draft = Un borrador: ningún estudiante lo ve. Entréguelo cuando esté listo.
outline-way-review = Espera a un administrador. Si lo cambia otra vez, vuelve a ser borrador.
outline-way-approved = Aprobado. Llega a los estudiantes con la próxima versión.
outline-approved = Aprobado.
outline-returned = Devuelto.
outline-discard = Descartar el cambio
outline-discard-sure = Se pierden todos los cambios de lecciones y temas desde la última versión. Los contenidos quedan.
outline-discard-yes = Sí, descartarlo
outline-discarded = El cambio ya no está.
outline-delete = Eliminar este curso
outline-delete-sure = Nada de él se ha publicado nunca. Todas sus lecciones, temas y borradores se eliminan para siempre.
outline-delete-yes = Sí, eliminarlo
outline-classes = Quién lo estudia
outline-classes-later = El curso se puede dar a clases cuando haya una versión publicada.
outline-classes-admin = Un administrador lo da a más clases, aquí en esta página.
outline-studied = { $count ->
    [0] Todavía no lo estudia ninguna clase.
    [one] Lo estudia 1 clase.
   *[other] Lo estudian { $count } clases.
  }
outline-class = Clase
outline-class-busy = { $title } (ahora estudia otro curso)
outline-class-same = { $title } (estudia este curso)
outline-give = Darle este curso
outline-give-text = La clase recibe enseguida la versión más nueva. Lo que sus estudiantes han hecho en otro curso queda.
outline-given = { $title } estudia ahora la versión { $version }.
outline-versions = Qué cambió con versiones anteriores
outline-no-versions = Aquí todavía no se han cambiado lecciones ni temas.
structure-course-title = Título del curso
structure-course-subject = Materia
structure-course-description = De qué trata el curso
structure-course-grade-band = Grados
structure-course-license = Licencia
structure-course-attribution = A quién hay que nombrar
structure-lesson-added = Lección nueva: { $name }
structure-lesson-renamed = Una lección tiene otro título
structure-lesson-removed = Lección quitada con sus contenidos: { $name }
structure-lesson-moved-into = La lección «{ $name }» pasa a «{ $other }»
structure-lessons-ordered = Orden de las lecciones: { $name }
structure-topic-added = Tema nuevo: { $name } ({ $other })
structure-topic-removed = Tema quitado: { $name }
structure-topic-renamed = Un tema tiene otro nombre
structure-topic-described = Descripción de «{ $name }»
structure-topic-moved = El tema «{ $name }» se enseña en «{ $other }»
structure-topic-standard = Estándar de «{ $name }»: { $other }
structure-topic-no-standard = «{ $name }» ya no tiene estándar
structure-need-added = «{ $name }» necesita antes «{ $other }»
structure-need-removed = «{ $name }» ya no necesita «{ $other }»
structure-topics-ordered = Orden de los temas en «{ $name }»: { $other }
trail-thing-structure = Lecciones y temas de un curso
trail-verb-delete = eliminar
