# Why a light shows what it shows
light-gap = { $gap-pp-hundredths } against schedule
light-achievement = { $achievement-hundredths } of what is due
light-not-filed = no dispatch figure filed for { $month }
light-no-plan = no plan for { $year }
light-plan-too-small = the plan is below { $smallest }, out of the rule's scope
light-other-phase = the rule does not speak of this phase
light-withheld = this post does not see the fields the light rests on
light-exempted = would be { $would-be }; exempted because: { $because }; approved by { $approver }; until { $until }
