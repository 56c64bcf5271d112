# Páginas con las que administradores y auditores vigilan el sistema: resumen, cola de revisión, registro, estado.
overview-title = Resumen
overview-active = Estudiantes activos
overview-active-text = han hecho algo en las últimas 24 horas
overview-waiting = Pendientes de revisión
overview-waiting-text = esperan la decisión de alguien
overview-jobs = Tareas fallidas
overview-jobs-text = se abandonaron tras varios intentos; quien opera el sistema puede mirar el registro técnico
overview-jobs-none = Todas las tareas de los últimos 7 días terminaron.
overview-sealed = Registro de auditoría
overview-sealed-ago = sellado hace { $ago }
overview-sealed-never = todavía sin sellar
overview-sealed-text = Lo sellado no se puede cambiar sin que se note.
overview-import = Hay una importación en marcha
overview-go-people = Personas
overview-go-reviews = Abrir la cola de revisión
overview-go-health = Ver cómo está cada parte
overview-go-audit = Abrir el registro de auditoría
overview-go-content = Seguirla

review-kind = Tipo
review-kind-all = Todos los tipos
review-note = ¿Por qué? Tu nota se guarda con la decisión.
review-note-was = Nota: { $note }
review-confirm-approve = Aprobar ahora
review-confirm-reject = Rechazar ahora
review-done-approved = Aprobado.
review-done-rejected = Rechazado.
review-decided = Lo decidió { $who }, { $when } (UTC)
review-preview = Mostrar el ejercicio
review-post-of = { $name } escribió:
review-about = Sobre { $name }
review-reports = Lo que se escribió
review-fact-confidence = El sistema está seguro al { $value } %.
review-fact-doubts = { $value } { $value ->
    [one] estudiante dice
   *[other] estudiantes dicen
 } que parece estar mal
review-fact-times = { $value } veces seguidas
review-fact-categories = Lo que notó la comprobación: { $value }
review-fact-causes = Causa: { $value }
reviews-none-here = No hay nada de este tipo.

audit-title = Registro de auditoría
audit-lead = Cada acceso al expediente de otra persona, cada denegación y cada acto administrativo. Las horas son UTC.
audit-verify = Comprobar todo el registro
audit-is-sound = Intacto
audit-is-not = No coincide
audit-sound = Nada se cambió, se quitó ni se añadió. Se comprobaron { $entries } entradas bajo { $seals } sellos.
audit-tampered = El registro no coincide con sus sellos. Se comprobaron { $entries } entradas bajo { $seals } sellos. Avisa de inmediato a quien opera el sistema.
audit-range = Están selladas las entradas { NUMBER($first, useGrouping: 0) } a { NUMBER($last, useGrouping: 0) }; { $exported } raíces están fuera de la base de datos. { $unsealed ->
    [0] Nada más nuevo espera un sello.
    [one] Una entrada más nueva recibe su sello en segundos.
   *[other] { $unsealed } entradas más nuevas reciben su sello en segundos.
}
audit-root = Última raíz:
audit-problem-early = Se añadieron { $count } entradas antes de la primera.
audit-problem-removed = Entradas { NUMBER($first, useGrouping: 0) } a { NUMBER($last, useGrouping: 0) } (sello { NUMBER($seal, useGrouping: 0) }): se quitaron { $count } entradas.
audit-problem-inserted = Entradas { NUMBER($first, useGrouping: 0) } a { NUMBER($last, useGrouping: 0) } (sello { NUMBER($seal, useGrouping: 0) }): se añadieron { $count } entradas.
audit-problem-changed = Entradas { NUMBER($first, useGrouping: 0) } a { NUMBER($last, useGrouping: 0) } (sello { NUMBER($seal, useGrouping: 0) }): se cambió al menos una entrada.
audit-problem-chain = El sello { NUMBER($seal, useGrouping: 0) } no se sigue del anterior: se quitó o se reescribió un sello.
audit-problem-seal-gone = El sello { NUMBER($seal, useGrouping: 0) } se exportó, pero ya no está en la base de datos.
audit-problem-seal-differs = El sello { NUMBER($seal, useGrouping: 0) } no coincide con su raíz exportada.
audit-all = Todo
audit-number = Número
audit-at = Cuándo (UTC)
audit-who = Quién
audit-action = Acción
audit-thing = Cosa o su identificador
audit-object = Cosa
audit-about = Sobre
audit-outcome = Resultado
audit-person = Nombre o dirección de correo completa
audit-first = Desde (día)
audit-last = Hasta (día)
audit-none = Nada del registro encaja. Busca con menos condiciones.
actor-person = Una persona
actor-client = Un cliente de la API
actor-system = El sistema

health-title = Estado del sistema
health-again = Preguntar de nuevo
health-worst-ok = Todo funciona.
health-worst-degraded = Algo necesita atención. Los estudiantes pueden seguir trabajando.
health-worst-away = Una parte no responde. Los estudiantes pueden notarlo.
health-state-ok = Funciona
health-state-degraded = Necesita atención
health-state-away = No responde
health-database = Base de datos
health-worker = Proceso de tareas
health-queue = Tareas en segundo plano
health-partitions = Sitio para eventos
health-audit = Sellos de auditoría
health-cache = Caché
health-disk = Disco
fact-version = PostgreSQL { $value }
fact-schema = Tablas en la revisión { $value }
fact-size_mb = { NUMBER($value, maximumFractionDigits: 1) } MB de datos
fact-connections = { $value ->
    [one] Una conexión abierta
   *[other] { $value } conexiones abiertas
}
fact-waiting = { $value ->
    [0] Nadie espera una conexión
    [one] Una petición espera una conexión
   *[other] { $value } peticiones esperan una conexión
}
fact-jobs_waiting = { $value ->
    [0] Ninguna tarea espera
    [one] Una tarea espera
   *[other] { $value } tareas esperan
}
fact-jobs_failed = { $value ->
    [0] Ninguna tarea falló en los últimos 7 días
    [one] Una tarea se abandonó en los últimos 7 días
   *[other] { $value } tareas se abandonaron en los últimos 7 días
}
fact-oldest_s = La más antigua espera desde hace { $value }
fact-workers = { $value } procesos en marcha. Importaciones, cifras diarias y sellos esperan hasta que quien opera el sistema inicie uno.
fact-silent_s = Última señal de vida hace { $value }
fact-until = Preparado hasta { $value }
fact-unsealed = { $value ->
    [0] Todas las entradas están selladas
    [one] Una entrada espera su sello
   *[other] { $value } entradas esperan su sello
}
fact-sealed_s = Último sello hace { $value }
fact-kind = { $value ->
    [mem] En la memoria de este proceso
   *[other] En un servidor { $value }
}
fact-free_gb = { NUMBER($value, maximumFractionDigits: 1) } GB libres
duration-seconds = { $count } s
duration-minutes = { $count } min
duration-hours = { $count } h
duration-days = { $count } días

# Qué encontró una prueba de algo externo.
trial-outcome-ok = Funciona
trial-outcome-failed = No funciona
trial-outcome-open = Aún no se sabe
trial-outcome-skipped = No se llegó
