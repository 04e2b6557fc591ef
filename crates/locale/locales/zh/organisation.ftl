# 单位、岗位、权限
field-restricted = 限定知悉
field-approved = 审核
value-approved = 已审核（记录 { $seq }）

fact-unit-founded = 设立单位
fact-unit-changed = 变更单位信息
fact-unit-merged = 并入单位 { $successor }
fact-unit-dissolved = 撤销单位
fact-post-taken = 任职
fact-post-left = 离任
fact-person-erased = 删除个人信息
fact-dispatch-approved = 审核{ $month }调度数

unit-kind-city-office = 市级牵头机构
unit-kind-department = 部门
unit-kind-district = 区县
unit-kind-functional-zone = 功能区
unit-kind-town = 镇街
unit-kind-enterprise = 企业
unit-kind-platform-company = 平台公司

action-group-see = 查看
action-group-keep = 项目台账
action-group-approve = 审批推进
action-group-run = 平台管理

action-see = 查看项目
action-see-history = 查看沿革
action-export = 下载
action-see-contacts = 查看联系方式
action-register = 登记项目
action-revise = 修改项目信息
action-correct = 更正
action-file-dispatch = 填报调度数
action-approve-dispatch = 审核调度数
action-move-phase = 推进环节
action-keep-lists = 管理清单
action-exempt = 批准豁免
action-merge-split = 合并拆分项目
action-import = 导入台账
action-undo-import = 撤销导入
action-assign-procedure = 确定办理流程
action-apply = 申请方办理
action-handle = 审批方办理
action-coordinate = 牵头协调
action-take-back-step = 撤回误记的办理
action-promise = 承诺办结日期
action-explain-delay = 说明延期
action-own-items = 项目自有事项
action-adopt-playbook = 采用年度规则
action-manage-units = 管理单位
action-appoint = 任免岗位
action-manage-accounts = 管理账号
action-erase-person = 删除个人信息
action-read-log = 查看访问日志

reach-city = 全市
reach-place = 本区域
reach-unit = 本单位
reach-own = 本企业
reach-served = 服务的项目

refusal-unit-unknown = 没有单位 { $unit }
refusal-unit-over = 单位 { $unit } 已合并或撤销
refusal-unit-word-taken = 单位 { $other } 已使用“{ $word }”这一名称
refusal-credit-code-taken = 单位 { $other } 已登记该统一社会信用代码
refusal-units-in-circle = 单位不能隶属于自身或自身的下级
refusal-unit-has-parts = 下级单位 { $units } 仍在，请先调整其隶属关系
refusal-post-unknown = 没有岗位 { $post }
refusal-post-not-held = 岗位 { $post } 当日不在任
refusal-post-held = 该人员已担任同一岗位 { $post }
refusal-role-unknown = 权限表中没有角色“{ $post-role }”
refusal-role-not-of-unit = “{ $unit-kind }”类单位不设这种岗位（{ $post-role }）
refusal-deputy-without-end = 代理岗位须写明截止日期
refusal-post-ends-before-it-begins = 截止日期早于任职日期
refusal-person-unknown = 没有这个人，请填写姓名
refusal-person-in-office = 该人员仍在任：{ $posts }，请先离任或移交
refusal-actor-reserved = 操作人姓名不能写成岗位编号的样子
refusal-appoints-oneself = 任何人不得为自己任职
refusal-same-person = 两个岗位是同一个人
refusal-nothing-filed = { $month }尚未填报，无可审核
refusal-approved-already = 该月调度数已经审核
refusal-filed-by-yourself = { $month }调度数由本人填报，须由他人审核
refusal-not-allowed = 当前岗位没有“{ $action }”的权限
refusal-beyond-reach = 当前岗位“{ $action }”的范围为{ $reach }，超出范围
refusal-field-not-allowed = 当前岗位不能修改该字段

cli-subject-person = 人员 { $number }

# 谁做的
actor-of-post = { $name }（{ $unit }）
actor-former = 原工作人员（{ $unit }）
