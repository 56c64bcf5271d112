# Words that every page shares.
skip = Skip to the content
nav-label = Main
nav-today = Today
nav-path = Path
nav-progress = Progress
nav-discussion = Discussion
nav-classes = Classes
nav-class-reviews = To review
nav-people = People
nav-sections = Sections
nav-content = Content
nav-reviews = Review queue
nav-audit = Audit trail
nav-health = System health
language = Language
theme-switch = Switch between light and dark
sign-out = Sign out
connection-lost = The connection is lost. What you did is saved; we are trying to connect again.
loading = Loading…
back = Back
close = Close
cancel = Cancel
save = Save
send = Send
try-again = Try again

sign-in-title = Sign in
sign-in-lead = Learn the next thing, and know why.
sign-in-button = Sign in
email = E-mail address
password = Password
institution = School or university
signed-out = You are signed out.
demo-title = Try the demo
demo-lead = Choose a person to sign in as.
demo-institution = { $name } · { $kind ->
    [university] university
   *[k12] school district
  }

account-title = Your account
account-password = Change your password
account-must-change = This is a temporary password. Choose your own to go on.
account-changed = Your password is changed. Other devices are signed out.
look-title = How pages look
look-lead = What you choose here goes with you to every device.
look-text_size = Size of the text
look-text_size-normal = Normal
look-text_size-large = Large
look-text_size-larger = Larger
look-spacing = Spacing
look-spacing-normal = Normal
look-spacing-wide = Wide, easier to read for many
look-motion = Motion
look-motion-device = As on this device
look-motion-less = As little as possible
look-language = Language of the pages
look-theme = Light or dark
look-theme-system = As on this device
look-theme-light = Light
look-theme-dark = Dark
look-time_zone = Time zone
look-time_zone-device = As on this device
password-current = Current password
password-new = New password
password-repeat = New password again
password-rule = A short sentence is best: at least 8 characters for students, 12 for everyone else.
password-change = Change password

not-found-title = This page does not exist
not-found-text = The address may be mistyped, or the page has moved.
not-found-home = Go to the start page
home-title = Welcome
home-none = Your account has no pages here yet. Ask an administrator of your school.

band-unknown = Not enough data
band-learning = Learning
band-almost = Almost there
band-mastered = Mastered
band-fading = Fading
band-locked = Locked
band-ready = Ready
band-known = Counts as known
band-left_out = Left out
percent = { NUMBER($value, maximumFractionDigits: 0) } %
mastery-about = about { NUMBER($value, maximumFractionDigits: 0) } %
mastery-weaker = Mastered earlier, a little weaker now.
mastery-inferred =
    { $said ->
        [known] From the placement test, not yet shown: probably known (about { NUMBER($value, maximumFractionDigits: 0) } %).
        [maybe] From the placement test, not yet shown: perhaps known (about { NUMBER($value, maximumFractionDigits: 0) } %).
       *[not_yet] From the placement test, not yet shown: probably still to learn (about { NUMBER($value, maximumFractionDigits: 0) } %).
    }
mastery-interval = { NUMBER($value, maximumFractionDigits: 0) } %, likely between { NUMBER($low, maximumFractionDigits: 0) } % and { NUMBER($high, maximumFractionDigits: 0) } %
minutes = { $count ->
    [one] about 1 minute
   *[other] about { NUMBER($count, maximumFractionDigits: 0) } minutes
  }
page-title = { $page } · learnapp

# The frame of every page.
transparency-link = What computes something about me?
nav-models = Models
nav-overview = Overview
nav-consents = Consent
