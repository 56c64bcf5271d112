# Lo que se le preguntó a un estudiante, con las palabras de aquel día.
nav-author = Editar cursos
wording-title = Lo que te preguntaron
wording-link = Lo que se preguntó
wording-link-of = Lo que se preguntó: { $title }
wording-changed = Esta pregunta se ha reescrito desde entonces. Aquí está como te la preguntaron. Tu respuesta cuenta como antes.
wording-said = Tu respuesta
wording-none = No hay ninguna respuesta tuya así
wording-none-text = Vuelve a tu progreso y elige desde allí.
help-asked = Una pregunta tal como era cuando la respondiste. Si se ha reescrito desde entonces, tu respuesta sigue contando como entonces.
