# Lo que necesita cada tema de un curso, y cómo cambiarlo.
prerequisites-twice = «{ $topic }» ya necesita «{ $needed }».
need-title = Qué necesita qué
need-lead = Un tema se abre cuando se domina lo que necesita. Cada cambio se comprueba enseguida y vale cuando lo guardas. Las respuestas y lo que se midió siguen igual, y lo que un estudiante ha empezado sigue abierto.
need-scope = ¿Para quién lo cambias?
need-scope-class = Para esta clase
need-scope-school = Para todas las clases de la escuela con este curso
need-follows = Esta clase sigue a la escuela, o al autor donde la escuela no ha cambiado nada. Al guardar tendrá requisitos propios.
need-for-class = Esta clase tiene requisitos propios.
need-for-school = Valen en todas las clases con este curso que no tienen requisitos propios.
need-idle = El curso ha cambiado desde entonces. Estos cambios ya no tienen efecto:
need-add = Añadir un requisito
need-add-topic = Tema
need-add-needed = necesita
need-add-send = Añadir
need-circle = Esto cerraría un círculo, y ninguno de estos temas se abriría nunca. Quita antes uno de estos:
need-step = «{ $topic }» necesita «{ $needed }»
need-list = Los temas y lo que necesitan
need-search = Buscar un tema
need-turn = Páginas de temas
need-needs = Necesita
need-items = Tareas
need-tasks = { $count ->
    [one] 1 tarea
   *[other] { $count } tareas
  }
need-nothing = Nada
need-own = (añadido)
need-lost = Quitado: { $topics }
need-remove-of = Quitar: «{ $topic }» necesita «{ $needed }»
need-change = Aún sin guardar
need-added = + «{ $topic }» necesita «{ $needed }»
need-removed = − «{ $topic }» ya no necesita «{ $needed }»
need-effect = De { $count ->
    [one] 1 estudiante
   *[other] { $count } estudiantes
  }: algo se abre para { $opened }, algo se cierra para { $closed }.
need-opens = «{ $topic }» se abre para { $count ->
    [one] 1 estudiante
   *[other] { $count } estudiantes
  }
need-closes = «{ $topic }» se cierra para { $count ->
    [one] 1 estudiante
   *[other] { $count } estudiantes
  }
need-effect-stays = Lo que los estudiantes han empezado sigue abierto para ellos.
need-effect-nobody = Nadie estudia esto todavía, así que no cambia nada para nadie.
need-words = ¿Por qué? Queda en el historial.
need-save = Guardar como versión nueva
need-discard = Olvidar el cambio
need-saved = Está guardado y ya vale.
need-picture = El dibujo
need-picture-text = De izquierda a derecha: lo que viene primero. Las líneas gruesas no son del autor. La tabla dice lo mismo.
need-past = Versiones
need-past-turn = Páginas de versiones
need-version = Versión { $number }
need-holds = Esta es la que vale.
need-like-author = Como la del autor.
need-restore = Volver a esta
need-restore-of = Volver a la versión { $number }
need-restored-words = De vuelta a la versión { $number }.
need-author = Volver a los requisitos del autor
need-author-words = De vuelta a los requisitos del autor.
