# Lo que se le preguntó a un estudiante, con las palabras de aquel día.
nav-author = Editar cursos
asked-title = Lo que te preguntaron
asked-link = Lo que se preguntó
asked-link-of = Lo que se preguntó: { $title }
asked-changed = Esta pregunta se ha reescrito desde entonces. Aquí está como te la preguntaron. Tu respuesta cuenta como antes.
asked-said = Tu respuesta
asked-none = No hay ninguna respuesta tuya así
asked-none-text = Vuelve a tu progreso y elige desde allí.
help-asked = Una pregunta tal como era cuando la respondiste. Si se ha reescrito desde entonces, tu respuesta sigue contando como entonces.
