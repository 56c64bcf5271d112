# Estudiantes a quienes puede hacer falta ayuda: lo que el profesor encuentra en la cola de revisión. Habla de lo que
# se ha visto, nunca de cómo es alguien.
review-kind-at_risk = Puede necesitar ayuda
review-at-risk-model = Lo que esta clase hizo antes indica que este estudiante puede quedarse atrás en las próximas cuatro semanas. Lo demás solo lo sabes tú: échale un vistazo.
review-at-risk-rule = Una regla fija se ha fijado en este estudiante. Cuenta lo que aparece abajo; no es un pronóstico.
review-at-risk-change = Algo ha cambiado de repente, comparado con las semanas anteriores de este mismo estudiante.
review-fact-chance = El modelo lo espera con una probabilidad del { $value } %.
review-fact-day = Visto hasta { $value }
risk-signs = Lo que se ha visto
risk-signs-only = Contado solo a partir del trabajo en esta clase. Unas vacaciones, una enfermedad o el trabajo en papel se ven igual desde aquí.
risk-help = Lo que puede ayudar
risk-accept = Me ocupo yo
risk-accept-of = Me ocupo yo: { $title }
risk-dismiss = No hace falta
risk-dismiss-of = No hace falta: { $title }
risk-unhelpful = No sirve
risk-unhelpful-of = No sirve: { $title }
risk-confirm-accept = Ocuparme ahora
risk-confirm-dismiss = No hace falta, cerrar
risk-confirm-unhelpful = No sirve, cerrar
risk-done-unhelpful = Cerrado. Gracias: así se sabe si estas entradas sirven de algo.
risk-was-unhelpful = Se dijo que no servía.
risk-sign-pause = { $days ->
    [one] Sin trabajo desde hace 1 día de clase
   *[other] Sin trabajo desde hace { $days } días de clase
  }
risk-sign-less = { $now } respuestas en la última semana de clase; en una semana normal de antes: { $usual }
risk-sign-overdue = { $count ->
    [one] 1 tarea está atrasada
   *[other] { $count } tareas están atrasadas
  }
risk-sign-class = En las dos últimas semanas, el { $percent } % de las respuestas que dio el centro de la clase
risk-sign-right = { $now } % de aciertos en las últimas cuatro semanas; antes: { $usual } %
risk-sign-hints = { $percent } pistas por cada 100 respuestas, más que antes
risk-sign-days = { $days ->
    [0] No trabajó ningún día de la última semana de clase
    [one] Trabajó 1 día de la última semana de clase
   *[other] Trabajó { $days } días de la última semana de clase
  }
risk-sign-change-answers = De repente { $now } respuestas en cinco días de clase; lo normal: { $usual }
risk-sign-change-right = De repente { $now } % de aciertos en cinco días de clase; lo normal: { $usual } %
risk-sign-change-minutes = De repente { $now } minutos en cinco días de clase; lo normal: { $usual }
risk-help-talk = Pregunta cómo va, antes que nada.
risk-help-small = Acordad un paso pequeño para esta semana, por ejemplo diez minutos con un tema.
risk-help-assigned = Mirad juntos lo que está atrasado, y quitad o cambiad de día lo que ya no encaja.
risk-help-topics = Volved juntos al tema que se hizo difícil; la página del estudiante dice cuál.
risk-help-explain = Ofrece el tema de otra manera: un dibujo, un ejemplo, paso a paso.
