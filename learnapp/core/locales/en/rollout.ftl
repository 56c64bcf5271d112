# How far a feature in trial has come.
trial-stage-off = Off everywhere.
trial-stage-sections = On in chosen sections only.
trial-stage-share = On in a share of the sections: { $share } %.
trial-stage-all = On for everybody.
trial-count = { $count ->
    [one] 1 of { $of } sections has it now.
   *[other] { $count } of { $of } sections have it now.
 }
trial-chosen = Chosen for the school on { $day }.
trial-since = since { $day }
trial-why-chosen = Chosen
trial-why-share = In the share
trial-why-all = Everybody
trial-list = Sections that have it
trial-turn = Pages of sections
trial-not-here = Not here
trial-share = Share of the sections, in per cent
trial-share-out = Share it out
trial-take-back = Take it back everywhere
