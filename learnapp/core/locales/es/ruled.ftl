# Lo que el profesorado decide sobre los temas, como lo ven los estudiantes.
ruled-title = Lo que dice tu profesor o profesora sobre los temas
ruled-teacher = Tu profesor o profesora
ruled-pin = { $who } lo puso primero:
ruled-leave_out = { $who } lo dejó fuera:
ruled-before = { $who } lo puso antes de «{ $other }»:
ruled-after = { $who } puso antes «{ $other }»:
ruled-deadline = { $who } puso una fecha para esto, { $when }:
ruled-known = { $who } dice que ya lo sabes. Tus propios números siguen igual:
ruled-again = { $who } te pide trabajarlo otra vez ({ $right } de { $of } bien hasta ahora). Tus propios números siguen igual:
ruled-again-done = { $who } te pidió trabajarlo otra vez, y lo has demostrado de nuevo:
ruled-beside = { $topic }:
