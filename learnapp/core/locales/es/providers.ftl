# Proveedores de contenido, lo que espera de ellos y las licencias.
shelf-title = Proveedores de contenido
shelf-lead = Servicios de los que tu institución recibe contenido. Se leen una vez al día. Lo que llega se comprueba y espera aquí: nadie lo ve hasta que lo dejas entrar.
shelf-list = Proveedores
shelf-none = No hay ningún proveedor
shelf-none-text = Vuestros cursos son lo que importáis y escribís. Si tenéis un proveedor, añádelo abajo.
shelf-none-read = Vuestros cursos son lo que importáis y escribís. La administración puede añadir un proveedor.
shelf-add = Añadir un proveedor
shelf-add-lead = Hacen falta la dirección de su lista de contenidos y, casi siempre, una clave. Las dos están en su documentación para desarrolladores.
shelf-add-button = Añadir
shelf-name = Nombre
shelf-name-hint = Como tú lo llamas. Su curso se llamará así.
shelf-kind = Cómo se le pregunta
shelf-kind-rest = REST (listas en JSON)
shelf-kind-graphql = GraphQL
shelf-address = Dirección de sus contenidos
shelf-address-hint = Por ejemplo https://api.example.org/v1/items. Empieza por https://.
shelf-key = Clave
shelf-key-hint = Déjalo vacío para conservar la clave. Una clave no se lleva a otro servidor.
shelf-paging = Cómo se siguen sus páginas (REST)
shelf-paging-page = Por número: ?page=2
shelf-paging-cursor = Por un cursor en la respuesta
shelf-paging-link = Por una cabecera Link
shelf-licence = Licencia
shelf-licence-hint = Para los contenidos que no nombran ninguna, por ejemplo «Licencia de centro 2026».
shelf-attribution = Se nombra como fuente
shelf-language = Idioma de sus contenidos
shelf-course = Adónde va lo que dejas entrar
shelf-course-own = A un curso propio
shelf-daily = Leerlo cada día
shelf-places = Dónde están los campos
shelf-places-lead = Deja vacío lo que se encuentra solo: pruébalo primero. Un lugar son nombres con puntos entre ellos, por ejemplo attributes.title.
shelf-at-items = Lista de contenidos
shelf-at-next = Cursor de la página siguiente
shelf-at-id = Identificador
shelf-at-title = Título
shelf-at-kind = Tipo
shelf-at-body = Texto
shelf-at-media = Dirección del vídeo
shelf-at-captions = Dirección de sus subtítulos
shelf-at-poster = Dirección de su imagen
shelf-at-code = Estándar o tema
shelf-at-level = Cursos escolares
shelf-at-licence = Licencia
shelf-at-updated = Hora del último cambio
shelf-at-withdrawn = Si está retirado
shelf-query = Consulta (GraphQL)
shelf-query-hint = Vacía, se usa la consulta que ves. La tuya recibe $first, $after y $updatedSince, y pide pageInfo con hasNextPage y endCursor.
shelf-is-kind = Se pregunta por
shelf-is-address = Dirección
shelf-is-key = Clave
shelf-key-kept = Guardada; no se vuelve a mostrar
shelf-key-none = Ninguna
shelf-is-tried = Probado
shelf-tried-never = Todavía no
shelf-is-items = Contenidos
shelf-items = { $approved } dentro, { $held } en espera
shelf-hook = Dirección para sus avisos (webhooks)
shelf-secret = Secreto para los avisos de { $name }
shelf-secret-label = Secreto que los firma
shelf-secret-once = Introduce los dos ahora en el proveedor. El secreto no se vuelve a mostrar. Los mensajes se firman según Standard Webhooks.
shelf-renew = Nuevo secreto para los avisos
shelf-renew-hint = Tras crear un secreto nuevo, el anterior vale un día más.
shelf-state-untried = Sin probar
shelf-state-well = Funciona
shelf-state-problem = No funciona
shelf-problem = Lo último que falló:
shelf-copies = { $count ->
    [one] El proveedor no da 1 archivo desde { $since }. El alumnado recibe nuestra copia.
   *[other] El proveedor no da { $count } archivos desde { $since }. El alumnado recibe nuestras copias.
  }
shelf-copied = La copia más nueva es de { $at }.
shelf-try = Probar
shelf-trying = Preguntando…
shelf-try-hint = Una prueba lee las dos primeras páginas y no guarda nada.
shelf-sync = Leer ahora
shelf-sync-begun = Se leerá enseguida.
shelf-reading = Se está leyendo…
shelf-refresh = Mirar otra vez
shelf-step-address = Se llega a la dirección
shelf-step-key = Acepta la clave
shelf-step-list = Responde con una lista de contenidos
shelf-step-fields = Los contenidos tienen identificador, título y un texto o un vídeo
shelf-step-pages = Tiene página siguiente, y es otra
shelf-why-address = No se puede preguntar a esa dirección. Cópiala otra vez de la documentación del proveedor.
shelf-why-unreachable = Nadie responde en esa dirección. Compárala letra por letra con la documentación del proveedor.
shelf-why-private = La dirección lleva a una red privada. Quien gestiona el servidor tiene que nombrarla en CONTENT_PROVIDER_HOSTS.
shelf-why-certificate = Su certificado no es válido. Pregunta a quien lo gestiona.
shelf-why-timeout = No responde a tiempo. Inténtalo más tarde.
shelf-why-open = Se le deja en paz un rato porque fallaba una y otra vez.
shelf-why-key = Rechaza la clave. Crea allí una nueva e introdúcela aquí.
shelf-why-missing = No hay nada en esa dirección. Copia la de su lista de contenidos.
shelf-why-refused = Rechaza la petición. Compara la dirección, o la consulta, con su documentación.
shelf-why-busy = Tiene demasiado que hacer. Inténtalo dentro de unos minutos.
shelf-why-broken = No funciona ahora. Inténtalo más tarde.
shelf-why-cut = La respuesta se cortó. Inténtalo otra vez.
shelf-why-garbled = No se puede leer lo que dice. ¿Es la dirección de una lista en JSON?
shelf-why-too_much = Responde con mucho más de lo que tiene una lista de contenidos.
shelf-why-form = En su respuesta no hay una lista de contenidos. Di en «Dónde están los campos» dónde está.
shelf-why-loop = Sus páginas vuelven a sí mismas. Elige otra forma de pasar páginas.
shelf-why-same = La segunda página tiene los mismos contenidos que la primera. Elige otra forma de pasar páginas.
shelf-why-empty = Todavía no tiene contenidos para vosotros.
shelf-why-no_id = Ningún contenido tiene identificador. Di en «Dónde están los campos» dónde está.
shelf-why-no_title = Un contenido no tiene título. Di en «Dónde están los campos» dónde está.
shelf-why-no_body = Ningún contenido tiene texto ni vídeo. Di en «Dónde están los campos» dónde están.
shelf-first-items = Los primeros contenidos, tal como se entendieron
shelf-column-title = Título
shelf-column-kind = Tipo
shelf-column-code = Estándar o tema
shelf-column-licence = Licencia
shelf-runs = Lo que llegó
shelf-run-waiting = Espera
shelf-run-running = Se está leyendo
shelf-run-done = Hecho
shelf-run-failed = Parado
shelf-run-whole = se leyó todo
shelf-run-counts = { $new } nuevos, { $changed } cambiados, { $unchanged } como antes, { $withdrawn } retirados, { $refused } dejados fuera
shelf-run-same = No ha cambiado nada desde la última vez.
shelf-cause-daily = Diario
shelf-cause-now = A petición
shelf-cause-webhook = Por aviso
shelf-note = { $times } ×
shelf-look = { $count ->
    [one] Mirar 1 contenido que espera
   *[other] Mirar { $count } contenidos que esperan
  }
shelf-edit = Cambiarlo
shelf-remove = Quitar
shelf-remove-sure = ¿Quitar para siempre?
shelf-approved = Ya está dentro. El curso tiene una versión nueva.
shelf-turned-down = Queda fuera.
held-title = En espera de { $name }
held-lead = Nadie los ve todavía. Lo que dejas entrar pasa a ser parte de su curso, como versión nueva.
held-none = No espera nada.
held-show = Mostrarlo
held-more = Continúa. Esto es el principio.
held-fine = Nada habla en contra
held-look = Míralo primero
held-licence = Licencia: { $code }
held-shown = Ahora se muestra un estado anterior, y así sigue hasta que decidas.
held-stale = El proveedor no da ahora uno de sus archivos. Ves nuestra última copia buena.
held-checks = Lo que encontraron las comprobaciones
held-approve = Dejar entrar
held-down = Dejar fuera
held-approve-page = Dejar entrar lo de esta página contra lo que nada habla
held-turn = Páginas de lo que espera
licence-title = Licencias
licence-lead = Lo que se compró y cuánto se usa. Una vista es la primera mirada de un alumno a un contenido en un día.
licence-none = No se conoce ninguna licencia
licence-none-text = Las licencias aparecen aquí en cuanto un proveedor de contenido las nombra.
licence-unnamed = sin nombre
licence-state-fine = Bien
licence-state-coming = No ha empezado
licence-state-near_seats = Casi todas las plazas usadas
licence-state-over_seats = Más alumnado que plazas
licence-state-near_end = Termina pronto
licence-state-ended = Ha terminado
licence-ended = Terminó después del { $day }. Su contenido ya no se recomienda, y al profesorado se le dice por qué.
licence-coming = Empieza el { $day }. Hasta entonces su contenido no se recomienda, y al profesorado se le dice por qué.
licence-near-end = Termina después del { $day }. Entonces su contenido deja de recomendarse.
licence-used = { $used } de { $seats } plazas usadas
licence-used-free = { $used ->
    [one] La ha usado 1 alumno. No hay límite de plazas.
   *[other] La han usado { $used } alumnos. No hay límite de plazas.
  }
licence-counts = { $things } contenidos en cursos, { $views } vistas desde que empezó
licence-months = Uso por mes
licence-month = Mes
licence-views = Vistas
licence-students = Alumnado
licence-no-use = Nadie la ha usado todavía.
licence-seats = Plazas
licence-starts = Primer día
licence-ends = Último día
licence-terms-hint = Una plaza es un alumno. Deja vacío lo que no tiene límite.
licence-past = Proveedores eliminados
licence-past-lead = Cuánto se usó antes de eliminarlos. Solo se guardan recuentos; no se nombra a ningún estudiante.
licence-of = Proveedor y licencia
licence-removed = Eliminado
page-turn-licences = Páginas de licencias
page-turn-licences-past = Páginas del uso de proveedores quitados
page-of-licences = De { $first } a { $last } de { $total } licencias
licence-download = Guardar como tabla (CSV)
item-barred-licence = No se ofrece a ninguna clase: su licencia ha terminado o no ha empezado.
item-barred-withdrawn = Ya no se ofrece a ninguna clase: su proveedor lo ha retirado.
preview-barred-licence = { $count ->
    [one] 1 contenido no se ofrece: la licencia «{ $licence }» de { $provider } terminó después del { $day }. La administración puede renovarla.
   *[other] { $count } contenidos no se ofrecen: la licencia «{ $licence }» de { $provider } terminó después del { $day }. La administración puede renovarla.
  }
preview-barred-coming = { $count ->
    [one] 1 contenido no se ofrece: la licencia «{ $licence }» de { $provider } empieza el { $day }.
   *[other] { $count } contenidos no se ofrecen: la licencia «{ $licence }» de { $provider } empieza el { $day }.
  }
preview-barred-withdrawn = { $count ->
    [one] 1 contenido no se ofrece: { $provider } lo ha retirado.
   *[other] { $count } contenidos no se ofrecen: { $provider } los ha retirado.
  }
