# Signing in at the school's own page, the second step, where one is signed in.
sign-on-continue = Continue with { $name }
sign-on-or = or sign in with your password here
sign-on-only = Your school signs in on its own page. Passwords here are only for a few administrators.
sign-on-still = You may still be signed in at { $name }.
sign-on-out = Sign out at { $name } too
sign-on-refused-title = Sign-in stopped
sign-on-again = Start again

step-title = Second step
step-lead = Open your authenticator app and type the six digits that it shows for learnapp.
step-button = Go on
step-lost = No phone at hand? Type one of your recovery codes. Without those, ask another administrator of your school.
step-again = Start again
step-set-up-lead = Your school asks its administrators for a second step: a code from an app on your phone, each time you sign in with your password. Set it up now; it takes two minutes.

factor-title = Second step when you sign in
factor-lead = With a second step your password alone opens nothing: a code from an app on your phone is asked for too.
factor-begin = Set it up
factor-how-app = Open an authenticator app on your phone. Any of them will do.
factor-how-scan = Scan this picture with it, or type the letters below it.
factor-how-code = Type the six digits that the app shows then.
factor-picture = Picture for your authenticator app; the letters below say the same
factor-typed = To type:
factor-code = Code from the app
factor-code-or = Code from the app, or a recovery code
factor-confirm = Turn it on
factor-keep = Keep these ten recovery codes
factor-keep-why = Each one works once when you have lost your phone. Print them or write them down: they are not shown again.
factor-kept = I have kept them
factor-is-on = On since { $since }. { $left ->
    [0] No recovery code is left: make new ones.
    [one] One recovery code is left.
   *[other] { $left } recovery codes are left.
 }
factor-needed = Your school asks for it, so it cannot be turned off.
factor-new-codes = Make new recovery codes
factor-off = Turn it off
factor-is-off = The second step is off.

sessions-title = Where you are signed in
sessions-lead = Browser and device of each sign-in that still works. Where in the world they are is not kept. If you do not know one, end it and change your password.
sessions-ended = You are signed out everywhere else.
sessions-end-others = Sign out everywhere else
session-end = Sign out
session-this = This one
session-device = { $browser } on { $system }
session-line = Since { $since }, last seen { $seen }.
session-via-password = With the password.
session-via-second_step = With password and second step.
session-via-provider = At your school’s sign-in.
session-via-lti = From your learning platform.
browser-chrome = Chrome
browser-firefox = Firefox
browser-safari = Safari
browser-edge = Edge
browser-opera = Opera
browser-samsung = Samsung Internet
browser-other = Another browser
system-windows = Windows
system-mac = a Mac
system-linux = Linux
system-chromeos = a Chromebook
system-android = Android
system-iphone = an iPhone
system-ipad = an iPad
system-other = another device

connect-title = Your school’s sign-in
connect-lead = Connected, you sign in here with the account that your school gives you, and need no password of ours.
connect-is = Connected.
connect-is-not = Not connected.
connect-begin = Connect with { $name }
connect-end = Disconnect
connect-done = Connected. From now on you can sign in with it.
