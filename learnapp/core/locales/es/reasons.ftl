# Por qué se recomienda algo. Los códigos están en learnapp/engine/explain.py.
reason-missed-recently = Fallaste { $missed } de tus últimas { $of } en «{ $kc }».
reason-missed-recently-opens = Fallaste { $missed } de tus últimas { $of } en «{ $kc }»; esto abre «{ $opens }».
reason-prerequisite-gap = Últimamente te cuesta «{ $for }». «{ $kc }» va antes, así que conviene repasarlo.
reason-review-due =
    { $days ->
        [0] Ya dominas «{ $kc }». Un repaso rápido lo mantiene.
        [one] Practicaste «{ $kc }» ayer por última vez. Un repaso rápido lo mantiene.
       *[other] Practicaste «{ $kc }» hace { $days } días. Un repaso rápido lo mantiene.
    }
reason-almost-mastered = Casi dominas «{ $kc }» ({ $percent } %). Un poco más y lo tienes.
reason-keep-going =
    { $of ->
        [one]
            { $right ->
                [0] Has empezado «{ $kc }». Sigue así.
               *[other] Tu primera respuesta en «{ $kc }» fue correcta. Sigue así.
            }
       *[other] Acertaste { $right } de tus últimas { $of } en «{ $kc }». Sigue así.
    }
reason-next-in-path = Dominas «{ $after }», y eso abrió «{ $kc }».
reason-read-first = Una explicación corta de «{ $kc }» antes de practicar.
reason-make-sure = Ya dominas «{ $kc }». Unos ejercicios más aseguran que no se te olvide.
reason-challenge = Ya dominas «{ $kc }». Aquí tienes uno más difícil.
reason-start-here = «{ $kc }» es un buen punto de partida.
reason-placement = Según tu prueba de nivel, «{ $kc }» es un buen punto para seguir.
reason-explore = Algo un poco distinto sobre «{ $kc }», para saber qué te ayuda más.
reason-request = Lo siguiente para «{ $request }»: { $kc }.
reason-request-more =
    { $more ->
        [one] Lo siguiente para «{ $request }» y otro tema que pediste: { $kc }.
       *[other] Lo siguiente para «{ $request }» y { $more } temas más que pediste: { $kc }.
    }
reason-request-gap = Primero, para «{ $request }»: { $kc }. Tus respuestas en «{ $for }» indican que esto es lo que falta.
reason-assigned =
    { $when ->
        [weekday] Tu profesor o profesora te lo asignó para el { reason-weekday }.
        [date] Tu profesor o profesora te lo asignó para el { reason-date }.
        [late-weekday] Tu profesor o profesora te lo asignó para el { reason-weekday } pasado; aún puedes hacerlo.
        [late-date] Tu profesor o profesora te lo asignó para el { reason-date }; aún puedes hacerlo.
       *[none] Tu profesor o profesora te lo asignó.
    }
reason-put-first =
    { $who ->
        [none] Tu profesor o profesora puso primero «{ $kc }»: «{ $words }»
       *[other] { $who } puso primero «{ $kc }»: «{ $words }»
    }
reason-before-first =
    { $who ->
        [none] Tu profesor o profesora puso primero «{ $for }», y antes viene «{ $kc }»: «{ $words }»
       *[other] { $who } puso primero «{ $for }», y antes viene «{ $kc }»: «{ $words }»
    }
reason-topic-due =
    { $who ->
        [none] Tu profesor o profesora puso una fecha para «{ $kc }» ({ reason-when }): «{ $words }»
       *[other] { $who } puso una fecha para «{ $kc }» ({ reason-when }): «{ $words }»
    }
reason-work-again =
    { $who ->
        [none] Tu profesor o profesora te pide trabajar otra vez «{ $kc }»: «{ $words }»
       *[other] { $who } te pide trabajar otra vez «{ $kc }»: «{ $words }»
    }
reason-when =
    { $when ->
        [weekday] el { reason-weekday }
        [late-weekday] el { reason-weekday } pasado
       *[other] el { reason-date }
    }
reason-weekday =
    { $weekday ->
        [1] lunes
        [2] martes
        [3] miércoles
        [4] jueves
        [5] viernes
        [6] sábado
       *[7] domingo
    }
reason-date =
    { $day } de { $month ->
        [1] enero
        [2] febrero
        [3] marzo
        [4] abril
        [5] mayo
        [6] junio
        [7] julio
        [8] agosto
        [9] septiembre
        [10] octubre
        [11] noviembre
       *[12] diciembre
    }

# Cómo se valoró una respuesta.
feedback-correct = ¡Correcto!
feedback-incorrect = Todavía no. Míralo otra vez.
feedback-not-judged = No pudimos leer esta respuesta. Escríbela de otra manera.
feedback-empty = Escribe primero una respuesta.
feedback-too-long = Esta respuesta es demasiado larga. Escribe una más corta.
feedback-partly = En parte está bien. Míralo otra vez.
feedback-parts-missing = Todavía falta algo. Completa todas las partes.
feedback-spelling = ¡Correcto! Cuida la ortografía:
feedback-shorter = Es más de lo que se pide. Responde con pocas palabras.
feedback-two-points = Una recta necesita dos puntos distintos. Escribe las coordenadas con números.
feedback-simulation-untouched = Primero mueve algo en la simulación.

