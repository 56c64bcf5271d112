# Qué tan difícil es una pregunta, y cómo se sabe.
item-column-hardness = Dificultad
items-how-difficulty = Dificultad: qué probable es que un estudiante medio de tu centro la acierte sin pista. Se calcula con los primeros intentos de todos; así no se llama fácil a una pregunta que solo han visto los más fuertes. Cada noche se calcula todo de nuevo. Donde nadie ha respondido todavía, es una suposición a partir del texto o lo que pensó su autor.
difficulty-title = Qué tan difícil es
difficulty-none = no se pregunta
difficulty-word-very_easy = Muy fácil
difficulty-word-easy = Fácil
difficulty-word-medium = Media
difficulty-word-hard = Difícil
difficulty-word-very_hard = Muy difícil
difficulty-word-unclear = No está claro
difficulty-from-answers = { $count ->
    [one] calculada con 1 respuesta
   *[other] calculada con { $count } respuestas
  }
difficulty-from-few = { $count ->
    [one] solo 1 respuesta todavía
   *[other] solo { $count } respuestas todavía
  }
difficulty-from-text = suposición a partir del texto
difficulty-from-author = lo que pensó su autor
difficulty-say-chance = de 100 estudiantes medios de tu centro, unos { $chance } la aciertan sin pista (entre { $low } y { $high }).
difficulty-say-unclear = los más flojos la aciertan más que los fuertes; hasta que eso se corrija, nadie puede decir qué tan difícil es.
difficulty-say-fitted = Calculada con { $answers } respuestas de { $students ->
    [one] 1 estudiante
   *[other] { $students } estudiantes
  } de tu centro.
difficulty-say-few = { $answers ->
    [one] Solo hay 1 respuesta todavía.
   *[other] Solo hay { $answers } respuestas de { $students ->
      [one] 1 estudiante
     *[other] { $students } estudiantes
    } todavía.
  } No hay datos suficientes para estar seguros: el margen es amplio y aún se apoya en lo que se pensaba antes.
difficulty-say-prior = Una suposición a partir del texto y del tema: nadie de tu centro la ha respondido todavía.
difficulty-say-author = Es lo que pensó su autor. Las respuestas de tu centro aún no la cambian: son muy pocas, o no predicen las respuestas mejor que el autor.
difficulty-flag-backwards = Al revés
difficulty-flag-too_hard = Demasiado difícil
difficulty-flag-too_easy = Demasiado fácil
difficulty-why-backwards = Quienes van bien en lo demás la fallan más que los otros.
difficulty-why-too_hard = Casi ningún estudiante medio la acierta.
difficulty-why-too_easy = Casi todos los estudiantes medios la aciertan, así que dice poco sobre quién sabe el tema.
difficulty-do-backwards = Mira primero la solución y después si el texto se puede leer de dos maneras. Deja de ofrecerla hasta que esté claro.
difficulty-do-too_hard = Mira la solución y el texto. Si los dos están bien, pon antes una pregunta más pequeña o una pista.
difficulty-do-too_easy = Déjala para empezar, y ofrece otra más difícil para saber quién domina el tema.
difficulty-curve = Quién la acierta
difficulty-curve-lead = Qué probable es una respuesta correcta para estudiantes más flojos y más fuertes. La banda sombreada es el margen en el que puede estar la línea: con pocas respuestas, una banda ancha.
difficulty-table = Lo mismo en cifras
difficulty-b = Dificultad b: { NUMBER($value, maximumFractionDigits: 2) } (entre { NUMBER($low, maximumFractionDigits: 2) } y { NUMBER($high, maximumFractionDigits: 2) }). En 0, un estudiante medio la acierta una de cada dos veces; por encima de 0 es más difícil.
difficulty-short = b { NUMBER($b, maximumFractionDigits: 2) } ({ NUMBER($b_low, maximumFractionDigits: 2) } a { NUMBER($b_high, maximumFractionDigits: 2) }), a { NUMBER($a, maximumFractionDigits: 2) } ({ NUMBER($a_low, maximumFractionDigits: 2) } a { NUMBER($a_high, maximumFractionDigits: 2) })
difficulty-a = Pendiente a: { NUMBER($value, maximumFractionDigits: 2) } (entre { NUMBER($low, maximumFractionDigits: 2) } y { NUMBER($high, maximumFractionDigits: 2) }). Cuanto más empinada, mejor distingue a quien sabe.
difficulty-ability = Estudiante
difficulty-chance = Probabilidad de acertar
difficulty-range = Margen
difficulty-between = de { $low } a { $high } %
difficulty-ability-much_weaker = mucho más flojo que la media
difficulty-ability-weaker = más flojo que la media
difficulty-ability-average = medio
difficulty-ability-stronger = más fuerte que la media
difficulty-ability-much_stronger = mucho más fuerte que la media
difficulty-tick-weaker = más flojo
difficulty-tick-average = medio
difficulty-tick-stronger = más fuerte
help-items = Cada pregunta con lo que dicen las respuestas de la clase. La dificultad se calcula con las respuestas de todo el centro y siempre dice en qué se apoya: respuestas, el texto o su autor. Abre una pregunta para ver su curva, qué tiene de raro y qué puedes hacer.
