# 灯号的理由
light-gap = 与序时进度相差 { $gap-pp-hundredths }
light-achievement = 完成序时任务的 { $achievement-hundredths }
light-not-filed = 未报 { $month } 调度数
light-no-plan = { $year } 年无年度计划
light-plan-too-small = 年度计划低于 { $smallest }，不在规则范围
light-other-phase = 规则不涉及该环节
light-withheld = 本岗位看不到判定灯号所需的字段
light-exempted = 应为{ $would-be }；豁免原因：{ $because }；批准人：{ $approver }；有效期至 { $until }
