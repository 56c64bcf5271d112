# La página de contenidos: cursos, importaciones y sus informes.
content-title = Contenidos
content-search = Buscar por título
courses-title = Cursos
course-title = Curso
course-owner = Procedencia
course-shared = Biblioteca común
course-own = Tu institución
course-language = Idioma
course-lessons = Lecciones
course-items = Ejercicios
course-held = Retenidos
course-version = Versión
course-license = Licencia
course-adopt = Usar un curso en un grupo
course-adopt-text = El grupo pasa a la versión más reciente del curso. Lo que los estudiantes han conseguido se conserva.
course-adopt-button = Usar en este grupo
course-adopted = El grupo estudia ahora este curso.

import-new = Traer contenidos
import-new-text = Elige un archivo de otro sistema o tuyo: será un curso de tu institución, y ningún grupo lo estudia antes de que tú lo permitas. La biblioteca común queda como está.
import-formats = Qué se puede traer
import-formats-text = Common Cartridge (.imscc) de Canvas, Moodle, Blackboard y otros; QTI 2 y 3; preguntas de Moodle en GIFT o XML; Markdown, páginas web, Word y PDF; vídeos (MP4, WebM) con sus subtítulos (.vtt) al lado en un zip; H5P (.h5p) y SCORM 1.2; OATutor; y cursos en nuestro formato. Qué es un archivo se ve por lo que contiene, no por su nombre.
import-limits = Como máximo { $package } MB para el archivo que elijas. Dentro de él, como máximo { $film } MB para un vídeo y { $file } MB para cualquier otro archivo.
import-choose = Elegir un archivo
import-packages = Listos en la carpeta de datos
import-start = Importar
import-start-of = Importar { $name }
upload-sending = Enviando { $name }: { $share } %
upload-checking = { $name } ha llegado y se está comprobando…
upload-cancel = Cancelar
upload-too-large = El archivo ocupa más de { $most } MB, lo máximo que se puede enviar aquí. Divídelo en varios o pide a quien administra el servidor que lo ponga en la carpeta de datos.

imports-title = Importaciones
imports-none = Todavía no se ha hecho ninguna importación. Elige un archivo arriba.
import-source = Paquete
import-kind = Tipo
import-kind-oatutor = OATutor
import-kind-course = Curso
import-kind-cartridge = Common Cartridge
import-kind-qti = QTI
import-kind-gift = GIFT de Moodle
import-kind-moodle_xml = XML de Moodle
import-kind-markdown = Markdown
import-kind-html = Página web
import-kind-word = Word
import-kind-pdf = PDF
import-kind-h5p = H5P
import-kind-scorm = SCORM 1.2
import-kind-files = Varios archivos
import-started = Inicio
import-progress = { $done } de { $total } elementos
import-looking = Examinando el paquete…
import-state-waiting = En espera
import-state-running = En marcha
import-state-stopping = Deteniéndose
import-state-stopped = Detenida
import-state-interrupted = Interrumpida
import-state-done = Terminada
import-state-failed = Fallida
import-stop = Detener
import-stop-of = Detener { $name }
import-resume = Continuar
import-resume-of = Continuar con { $name }

page-turn-imports = Páginas de importaciones
import-next-failed = Ninguna clase ve nada de esta importación. Abra el archivo en el programa del que procede y guárdelo o expórtelo otra vez, o elija otro formato de la lista. Después elija el archivo nuevo aquí:
import-next-go-on = Lo leído hasta ahora se conserva y ninguna clase lo ve todavía. Continúe, o elija otro archivo, aquí:
import-next-where = Contenidos
import-back = Volver a contenidos
import-report-title = Informe de una importación
import-what = Qué
import-count = Cuántos
import-rows = Escrito
import-rows-added = Ejercicios nuevos
import-rows-changed = Ejercicios cambiados
import-rows-unchanged = Ejercicios sin cambios
import-rows-retired = Ejercicios retirados
import-found = Encontrado en el paquete
import-notes = Lo que no se leyó y por qué
import-notes-text = { $held ->
    [0] No se retuvo nada.
    [one] Se retuvo una cosa: ningún estudiante la ve antes de que alguien la mire.
   *[other] Se retuvieron { $held } cosas: ningún estudiante las ve antes de que alguien las mire.
}
import-wait-title = Esperan su decisión
import-wait-lead = Las comprobaciones de los ejercicios escritos miraron lo que entró y no están seguras de estos. Los estudiantes no los ven. Donde cambió un ejercicio del curso, siguen con el anterior. Por lo que deje fuera no se le vuelve a preguntar, salvo que cambie en su origen.
import-wait-queue = Ver cada pregunta en la cola de revisión
import-wait-item = Ejercicio
import-wait-fit = Parece apto
import-wait-all-reasons = Todos los motivos
import-wait-times = { $why } ({ $times })
import-wait-let-in = Dejar entrar
import-wait-let-in-of = Dejar entrar: { $title }
import-wait-leave = Dejar fuera
import-wait-leave-of = Dejar fuera: { $title }
import-wait-all-in = { $items ->
    [one] Dejar entrar este
   *[other] Dejar entrar los { $items }
}
import-wait-all-out = { $items ->
    [one] Dejar fuera este
   *[other] Dejar fuera los { $items }
}
import-wait-sure-in = { $items ->
    [one] Un ejercicio entra en su curso, con una versión nueva.
   *[other] { $items } ejercicios entran en sus cursos, con una versión nueva. Mire algunos antes de decir que sí.
}
import-wait-sure-out = { $items ->
    [one] Un ejercicio se queda fuera de su curso.
   *[other] { $items } ejercicios se quedan fuera de sus cursos.
}
import-wait-yes = Sí, hacerlo
import-wait-in = { $items ->
    [one] Entró un ejercicio. Las clases lo reciben cuando pasan a la versión nueva.
   *[other] Entraron { $items } ejercicios. Las clases los reciben cuando pasan a la versión nueva.
}
import-wait-out = { $items ->
    [one] Un ejercicio se quedó fuera.
   *[other] { $items } ejercicios se quedaron fuera.
}
page-turn-held = Páginas de lo que espera
review-kind-import = Ejercicio importado
import-notes-none = Se leyó todo.
import-held = Retenido
import-noted = Anotado
import-refused = Descartado
import-why = Por qué
import-times = Veces
import-places = Por ejemplo
import-found-courses = Cursos
import-found-lessons = Lecciones
import-found-problems = Problemas
import-found-items = Ejercicios
import-found-items_published = Ejercicios para practicar
import-found-items_in_review = Ejercicios retenidos
import-found-steps = Pasos
import-found-hints = Pistas
import-found-sub_hints = Pistas dentro de pistas
import-found-scaffolds = Preguntas pequeñas entre las pistas
import-found-skills = Destrezas nombradas
import-found-skills_stored = Destrezas guardadas
import-found-q_matrix_entries = Enlaces de pasos a destrezas
import-found-figures_left_out = Figuras omitidas
import-found-answers_choice = Respuestas: una opción
import-found-answers_multiple_choice = Respuestas: varias opciones
import-found-answers_numeric = Respuestas: números
import-found-answers_expression = Respuestas: expresiones
import-found-answers_text = Respuestas: texto
import-found-files = Archivos
import-found-files_markdown = Archivos Markdown
import-found-files_html = Páginas web
import-found-files_word = Documentos de Word
import-found-files_pdf = Documentos PDF
import-found-files_gift = Archivos con preguntas GIFT
import-found-files_moodle_xml = Archivos con preguntas de Moodle
import-found-files_qti = Archivos con preguntas QTI
import-found-files_h5p = Paquetes H5P
import-found-files_video = Archivos de vídeo
import-found-readings = Textos
import-found-videos = Vídeos
import-found-questions = Preguntas
import-found-questions_refused = Preguntas descartadas
import-found-interactives = Tareas interactivas
import-found-links = Enlaces
import-found-discussions = Debates

# Llevarse un curso a otro sistema.
cartridge-title = Llevarse un curso
cartridge-text = Un curso como Common Cartridge 1.3, para Canvas, Moodle, Blackboard y otros: sus textos, imágenes y vídeos, lo que el grupo debate y todas las preguntas que el formato puede expresar. Antes ves lo que no puede.
cartridge-course = Curso
cartridge-make = Preparar el paquete
cartridge-made = El paquete de { $title } está listo: { $readings } textos y { $questions } preguntas.
cartridge-all-in = Contiene todo el curso.
cartridge-left = Lo que no está en el paquete y por qué
cartridge-download = Descargar el paquete
cartridge-reason-several-steps = Tiene varios pasos; una pregunta del paquete tiene uno.
cartridge-reason-nothing-asked = No hay nada en ello que el paquete pueda contener.
cartridge-reason-interactive = Es un programa de otros, que se queda aquí.
cartridge-reason-simulation = Se responde en una simulación.
cartridge-reason-answer-kind = Se responde de una manera que el formato no conoce: un orden, parejas, una tabla, una fórmula, una imagen o una recta.
cartridge-reason-tolerance = Su respuesta es un número con tolerancia, que el formato no conoce.
cartridge-reason-template-as-one-example = Aquí cada uno recibe otros números; el paquete contiene un ejemplo.
cartridge-reason-number-as-words = Su respuesta es un número; otros sistemas lo comparan letra por letra.
cartridge-reason-hints = Sus pistas están incluidas, pero muchos sistemas las pasan por alto; las pequeñas preguntas entre las pistas se quedan aquí.
cartridge-reason-explanations = Sus otras explicaciones se quedan aquí; el texto está incluido.
cartridge-reason-text-of-a-video = La frase antes del vídeo se queda aquí; el vídeo está incluido.
