disagree = No estoy de acuerdo
disagree-known = Esto ya lo sé
disagree-question = ¿Qué piensas sobre «{ $topic }»?
disagree-how = Recibes cuatro tareas cortas, sin pistas. Cuentan como todas las demás, y después ves qué han mostrado.
disagree-more = Lo sé mejor que eso
disagree-less = Lo sé menos que eso
check-title = Comprobación
check-lead = Tómate tu tiempo. Aquí no hay pistas, porque se trata de lo que sabes por tu cuenta.
check-task = Tarea { $number }
check-open = pendiente
check-next = Siguiente tarea
check-go-on = Sigue con tu comprobación de «{ $topic }»
check-on = Seguir con la comprobación
check-right =
    { $count ->
        [one] { $right } de 1 tarea bien al primer intento.
       *[other] { $right } de { $count } tareas bien al primer intento.
    }
check-more-up = Tenías razón: sabes «{ $topic }» mejor de lo que decía. Pasó del { $before } % al { $after } %.
check-more-same = «{ $topic }» queda donde estaba: { $before } % antes, { $after } % ahora. Esta vez las tareas no mostraron más.
check-more-down = Esta vez las tareas no lo mostraron: «{ $topic }» pasó del { $before } % al { $after } %. Con práctica vuelve a subir.
check-less-up = Sabes más de lo que pensabas: «{ $topic }» pasó del { $before } % al { $after } %.
check-less-same = «{ $topic }» queda donde estaba: { $before } % antes, { $after } % ahora. Sabes más o menos lo que dice.
check-less-down = Tenías razón: «{ $topic }» pasó del { $before } % al { $after } %. Ahora vuelve a tu práctica.
check-interval = Lo más probable es que esté entre el { $low } % y el { $high } %.
check-back = Volver a tu progreso
check-past = Tus comprobaciones
check-none = No existe esta comprobación
check-none-text = Empieza una en tu página Progreso, junto al número con el que no estás de acuerdo.
