# Content providers, what waits from them, and licences.
shelf-title = Content providers
shelf-lead = Services that your institution gets content from. They are read once a day. What comes is checked and waits here: nobody sees it before you let it in.
shelf-list = Providers
shelf-none = No provider is set up
shelf-none-text = Your courses are what you import and write. Add a provider below if you have one.
shelf-none-read = Your courses are what you import and write. An administrator can add a provider.
shelf-add = Add a provider
shelf-add-lead = You need the address of its list of items, and mostly a key. Both are in the provider’s documents for developers.
shelf-add-button = Add
shelf-name = Name
shelf-name-hint = As you call it. Its course gets this name.
shelf-kind = How it is asked
shelf-kind-rest = REST (lists as JSON)
shelf-kind-graphql = GraphQL
shelf-address = Address of its items
shelf-address-hint = For example https://api.example.org/v1/items. It begins with https://.
shelf-key = Key
shelf-key-hint = Leave this empty to keep the key. A key is not taken along to another server.
shelf-paging = How its pages follow each other (REST)
shelf-paging-page = By number: ?page=2
shelf-paging-cursor = By a cursor in the answer
shelf-paging-link = By a Link header
shelf-licence = Licence
shelf-licence-hint = For items that name none, for example “Site licence 2026”.
shelf-attribution = Named as the source
shelf-language = Language of its items
shelf-course = Where items go that you let in
shelf-course-own = A course of its own
shelf-daily = Read it every day
shelf-places = Where the fields stand
shelf-places-lead = Leave empty what is found by itself: try it out first. A place is names with dots between them, for example attributes.title.
shelf-at-items = List of items
shelf-at-next = Cursor of the next page
shelf-at-id = Id
shelf-at-title = Title
shelf-at-kind = Kind
shelf-at-body = Text
shelf-at-media = Address of the video
shelf-at-captions = Address of its captions
shelf-at-poster = Address of its picture
shelf-at-code = Standard or topic
shelf-at-level = Grades
shelf-at-licence = Licence
shelf-at-updated = Time of the last change
shelf-at-withdrawn = Whether it is withdrawn
shelf-query = Query (GraphQL)
shelf-query-hint = Empty asks the query that you see. Yours takes $first, $after and $updatedSince, and asks for pageInfo with hasNextPage and endCursor.
shelf-is-kind = Asked by
shelf-is-address = Address
shelf-is-key = Key
shelf-key-kept = Kept, and never shown again
shelf-key-none = None
shelf-is-tried = Tried
shelf-tried-never = Not yet
shelf-is-items = Items
shelf-items = { $approved } let in, { $held } waiting
shelf-hook = Address for its webhooks
shelf-secret = Secret for the webhooks of { $name }
shelf-secret-label = Secret that signs them
shelf-secret-once = Enter both at the provider now. The secret is not shown again. Messages are signed as Standard Webhooks says.
shelf-renew = New secret for webhooks
shelf-renew-hint = After a new secret was made, the one before holds for one more day.
shelf-state-untried = Not tried yet
shelf-state-well = Works
shelf-state-problem = Does not work
shelf-problem = What went wrong last:
shelf-copies = { $count ->
    [one] 1 file is not given by the provider since { $since }. Students get our copy.
   *[other] { $count } files are not given by the provider since { $since }. Students get our copies.
  }
shelf-copied = The newest copy was made { $at }.
shelf-try = Try it out
shelf-trying = Asking…
shelf-try-hint = A trial reads the first two pages and keeps nothing.
shelf-sync = Read now
shelf-sync-begun = It will be read in a moment.
shelf-reading = Is being read…
shelf-refresh = Look again
shelf-step-address = The address can be reached
shelf-step-key = It takes the key
shelf-step-list = It answers with a list of items
shelf-step-fields = Items have an id, a title, and a text or a video
shelf-step-pages = It has a next page, and that is another one
shelf-why-address = The address cannot be asked. Copy it again from the provider’s documents.
shelf-why-unreachable = Nobody answers at this address. Compare it with the provider’s documents, letter by letter.
shelf-why-private = The address leads into a private network. Whoever runs the server has to name it in CONTENT_PROVIDER_HOSTS.
shelf-why-certificate = Its certificate is not valid. Ask whoever runs it.
shelf-why-timeout = It does not answer in time. Try again later.
shelf-why-open = It is left alone for a while because it kept failing.
shelf-why-key = It refuses the key. Make a new one there, and enter it here.
shelf-why-missing = There is nothing at this address. Copy the address of its list of items.
shelf-why-refused = It refuses the request. Compare the address, or the query, with its documents.
shelf-why-busy = It has too much to do. Try again in a few minutes.
shelf-why-broken = It is out of order. Try again later.
shelf-why-cut = The answer broke off. Try again.
shelf-why-garbled = What it says cannot be read. Is this the address of a list as JSON?
shelf-why-too_much = It answers with far more than a list of items has.
shelf-why-form = There is no list of items in its answer. Say under “Where the fields stand” where it is.
shelf-why-loop = Its pages lead back to themselves. Choose another way of paging.
shelf-why-same = The second page has the same items as the first. Choose another way of paging.
shelf-why-empty = It has no items for you yet.
shelf-why-no_id = No item has an id. Say under “Where the fields stand” where it is.
shelf-why-no_title = An item has no title. Say under “Where the fields stand” where it is.
shelf-why-no_body = No item has a text or a video. Say under “Where the fields stand” where they are.
shelf-first-items = The first items, as they were understood
shelf-column-title = Title
shelf-column-kind = Kind
shelf-column-code = Standard or topic
shelf-column-licence = Licence
shelf-runs = What came
shelf-run-waiting = Waits
shelf-run-running = Is being read
shelf-run-done = Done
shelf-run-failed = Stopped
shelf-run-whole = everything was read
shelf-run-counts = { $new } new, { $changed } changed, { $unchanged } as before, { $withdrawn } withdrawn, { $refused } left out
shelf-run-same = Nothing has changed since the last time.
shelf-cause-daily = Daily
shelf-cause-now = On request
shelf-cause-webhook = By webhook
shelf-note = { $times } ×
shelf-look = { $count ->
    [one] Look at 1 item that waits
   *[other] Look at { $count } items that wait
  }
shelf-edit = Change it
shelf-remove = Remove
shelf-remove-sure = Remove for good?
shelf-approved = Let in. The course has a new version.
shelf-turned-down = Left out.
held-title = Waiting from { $name }
held-lead = Nobody sees these yet. What you let in becomes part of its course, as a new version.
held-none = Nothing waits.
held-show = Show it
held-more = It goes on. This is the beginning.
held-fine = Nothing speaks against it
held-look = Look at it first
held-licence = Licence: { $code }
held-shown = An earlier state of it is shown now, and stays until you decide.
held-stale = The provider does not give one of its files now. You see our last good copy.
held-checks = What the checks found
held-approve = Let in
held-down = Leave out
held-approve-page = Let in what nothing speaks against, on this page
held-turn = Pages of what waits
licence-title = Licences
licence-lead = What was bought, and how much of it is used. A view is the first look of a student at an item on a day.
licence-none = No licence is known
licence-none-text = Licences appear here as soon as a content provider names them.
licence-unnamed = without a name
licence-state-fine = Fine
licence-state-coming = Has not begun
licence-state-near_seats = Nearly all seats used
licence-state-over_seats = More students than seats
licence-state-near_end = Ends soon
licence-state-ended = Has ended
licence-ended = It ended after { $day }. Its content is not recommended any more, and teachers are told why.
licence-coming = It begins on { $day }. Until then its content is not recommended, and teachers are told why.
licence-near-end = It ends after { $day }. Then its content is not recommended any more.
licence-used = { $used } of { $seats } seats used
licence-used-free = { $used ->
    [one] 1 student has used it. There is no limit of seats.
   *[other] { $used } students have used it. There is no limit of seats.
  }
licence-counts = { $things } items in courses, { $views } views since it began
licence-months = Use by month
licence-month = Month
licence-views = Views
licence-students = Students
licence-no-use = Nobody has used it yet.
licence-seats = Seats
licence-starts = First day
licence-ends = Last day
licence-terms-hint = Seats are students. Leave empty what has no limit.
licence-past = Providers that were removed
licence-past-lead = How much was used before they were removed. Only counts are kept; no student is named.
licence-of = Provider and licence
licence-removed = Removed
page-turn-licences = Pages of licences
page-turn-licences-past = Pages of the use of removed providers
page-of-licences = { $first } to { $last } of { $total } licences
licence-download = Save as a table (CSV)
item-barred-licence = No class is offered it: its licence has ended, or has not begun.
item-barred-withdrawn = No class is offered it any more: its provider has withdrawn it.
preview-barred-licence = { $count ->
    [one] 1 content is not offered: the licence “{ $licence }” of { $provider } ended after { $day }. An administrator can renew it.
   *[other] { $count } contents are not offered: the licence “{ $licence }” of { $provider } ended after { $day }. An administrator can renew it.
  }
preview-barred-coming = { $count ->
    [one] 1 content is not offered: the licence “{ $licence }” of { $provider } begins on { $day }.
   *[other] { $count } contents are not offered: the licence “{ $licence }” of { $provider } begins on { $day }.
  }
preview-barred-withdrawn = { $count ->
    [one] 1 content is not offered: { $provider } has withdrawn it.
   *[other] { $count } contents are not offered: { $provider } has withdrawn them.
  }
