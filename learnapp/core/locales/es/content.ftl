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
import-new-text = Elige un paquete de OATutor o un curso en nuestro formato, comprimido como zip o tar. Será contenido propio de tu institución; la biblioteca común queda como está.
import-choose = Elegir un paquete
import-packages = Listos en la carpeta de datos
import-start = Importar
import-start-of = Importar { $name }
upload-sending = Enviando { $name }: { $share } %
upload-checking = { $name } ha llegado y se está comprobando…
upload-cancel = Cancelar

imports-title = Importaciones
imports-none = Todavía no se ha hecho ninguna importación. Elige un paquete arriba.
import-source = Paquete
import-kind = Tipo
import-kind-oatutor = OATutor
import-kind-course = Curso
import-started = Inicio
import-progress = { $done } de { $total } problemas
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
    [one] Se retuvo una cosa: espera «en revisión» y ningún estudiante la ve.
   *[other] Se retuvieron { $held } cosas: esperan «en revisión» y ningún estudiante las ve.
}
import-notes-none = Se leyó todo.
import-held = Retenido
import-noted = Anotado
import-why = Por qué
import-times = Veces
import-places = Por ejemplo
