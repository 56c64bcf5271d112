# Exports: what the institution takes out of its own data.
ex-lead = Take the institution’s data out as files, for your own evaluation or another system.
ex-private = People are random names, the same in every export and in open data. What students write is never in an export, and of answers only numbers, formulas and choices.
ex-plan = Make an export
ex-tables = Tables
ex-form = Form
ex-form-csv = CSV, for spreadsheets
ex-form-parquet = Parquet, for programs
ex-schedule = How often
ex-schedule-once = Once
ex-schedule-daily = Daily
ex-schedule-weekly = Weekly
ex-incremental = Only what is new each time
ex-incremental-hint = The first time brings everything, later ones what was stored or changed since. Small tables such as classes come whole each time.
ex-names = With names and e-mail addresses
ex-names-hint = Only where you need them. It is noted that you chose this, and the files are removed as soon as somebody in the institution is erased.
ex-make = Make the export
ex-begun = The export is being made.
ex-none = Nothing was exported yet
ex-none-text = Choose tables above. You see here how far it is, and take the files from here.
ex-none-read = An administrator can make exports.
ex-made = Exports
ex-plans = Plans
ex-next = Next time: { $at }
ex-again = Make it again now
ex-quiet = No more by itself
ex-kind-data = Data
ex-kind-research = For research
ex-state-waiting = Waiting
ex-state-running = Being made
ex-state-stopping = Stopping
ex-state-stopped = Stopped
ex-state-interrupted = Interrupted
ex-state-ready = Waits to be released
ex-state-done = Done
ex-state-failed = Failed
ex-state-discarded = Discarded
ex-error-too_few_alike = It was not made: too few students look alike, so somebody would stand out. Wait until more take part, or leave it.
ex-error-not_found = It was not made: something that it needs is gone. Start a new one.
ex-error-erased_meanwhile = It was not made: somebody was erased meanwhile, and they may be in it. Make it again.
ex-error-invalid_input = It was not made: something in the data cannot be written. Tell whoever runs the server.
ex-at = At “{ $table }”, { $lines ->
    [one] { $lines } line
   *[other] { $lines } lines
  } so far
ex-lines = Lines
ex-holds = Holds
ex-holds-all = Everything
ex-holds-new = What is new since { $at }
ex-with-names = With names
ex-with-names-yes = Yes
ex-ends = Files are kept until
ex-gone = Removed
ex-files = { $count ->
    [one] { $count } file
   *[other] { $count } files
  }
ex-files-lead = Each time that somebody takes a file is noted. dictionary.csv says what each column means, manifest.json lists all files.
ex-file = { $size } KB, { $lines ->
    [0] no table
    [one] { $lines } line
   *[other] { $lines } lines
  }
ex-take = Take
ex-place = In the store:
ex-stop = Stop
ex-resume = Go on
ex-research = Data for research
ex-research-lead = Without names, dates and words; students under random names of this export only. Who has refused that others learn from their answers is left out. What might point to somebody is made coarser until enough students look alike. You see the report, and another administrator releases it.
ex-k = How many students have to look alike
ex-k-hint = At least 5. The more, the safer, and the coarser the data.
ex-research-make = Make data for research
ex-report = What was checked
ex-fact-k = Wanted: students who look alike
ex-fact-students = Students of the institution
ex-fact-without-consent = Left out: no consent for this
ex-fact-without-answers = Left out: no answers
ex-fact-left-out = Left out: stood out
ex-fact-given = Students in the data
ex-fact-smallest = Smallest group of students who look alike
ex-fact-groups = Groups of students who look alike
ex-fact-alike = Of these with one outcome only
ex-fact-answers-of-rare-topics = Answers left out: topics of too few students
ex-fact-items-blanked = Answers whose task is not named: too few students met it
ex-coarser = What was made coarser
ex-coarser-hint = Steps taken, of the steps that there are; after the last one nothing is left of it.
ex-level-birth-years = Years of birth
ex-level-language = Language
ex-level-subject = Course or subject
ex-level-activity = How much they did
ex-report-limits = This holds for what is listed above. Who knows from elsewhere what somebody answered may still recognise them: give the data only to those who promise not to try. In a group with one outcome, that outcome is known of everybody in it (l-diversity 1).
ex-release = Release it
ex-release-other = You have asked for it, so somebody else releases it: another administrator opens this page and reads the report.
ex-released = Released. The files can be taken.
ex-discard = Discard
