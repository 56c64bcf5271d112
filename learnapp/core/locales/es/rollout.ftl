# Hasta dónde ha llegado una función que se prueba.
trial-stage-off = Desactivada en todas partes.
trial-stage-sections = Activa solo en grupos elegidos.
trial-stage-share = Activa en una parte de los grupos: { $share } %.
trial-stage-all = Activa para todos.
trial-count = { $count ->
    [one] 1 de { $of } grupos la tiene ahora.
   *[other] { $count } de { $of } grupos la tienen ahora.
 }
trial-chosen = Elegido para la escuela el { $day }.
trial-since = desde el { $day }
trial-why-chosen = Elegido
trial-why-share = En la parte
trial-why-all = Todos
trial-list = Grupos que la tienen
trial-turn = Páginas de grupos
trial-not-here = Aquí no
trial-share = Parte de los grupos, en por ciento
trial-share-out = Repartir
trial-take-back = Retirarla en todas partes
