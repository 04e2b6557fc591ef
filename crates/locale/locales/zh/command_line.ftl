# 命令行
cli-about =
    擎火：城市重大项目全过程推进平台
    从 Excel 台账开始，让每个项目的环节、进度、灯号和来历随时可查。
cli-after-help =
    退出码：0 完成；1 自身故障；2 命令写法有误；3 文件无法读取；4 不予办理或尚待确认（账本未改动）；5 账本损坏；6 年度规则有误
    环境变量：QINGHUO_DATA（账本目录）、QINGHUO_ACTOR（经办人）、QINGHUO_LANG（zh 或 en）、NO_COLOR（不用颜色）
    金额可带“元”“万元”“亿元”，不带单位按万元计。日期写作 2024-06-30，月份写作 2024-06。
    先试一次：qinghuo import 台账.xlsx --dry-run
cli-usage = 用法：
cli-commands = 命令
cli-arguments = 参数
cli-options = 选项
cli-global-options = 通用选项
cli-view-options = 查看选项
cli-change-options = 办理选项
cli-serve-about = 启动网页服务
cli-demo-about = 在空账本里生成一座演示城市（全部数字为虚构）
cli-import-about = 导入 Excel 台账：核对、匹配、预览，确认后入账
cli-imports-about = 列出历次导入
cli-undo-about = 撤销一次导入（记为新的事项，不抹去历史）
cli-export-about = 导出项目表为 Excel
cli-bulletin-about = 生成当月调度通报（Word）
cli-wall-about = 生成作战图（PDF）：一批项目，或用 --project 指定一个项目
cli-cockpit-about = 驾驶舱：投资进度、开工竣工、各地灯号、落后最多、等候最久
cli-show-about = 查看一个项目的全部信息
cli-schedule-about = 查看一个项目的审批进度：预计何时开工、竣工、投产，在等什么、等谁办
cli-items-about = 跨项目的待办事项，最紧的在前：谁办、还剩几天、是否关键
cli-bottlenecks-about = 堵点：哪些事项、单位在拖延项目的下一个节点，改革节省了多少天
cli-history-about = 查看一个项目的来历：何时、何人、改了什么、依据何处
cli-totals-about = 按任一维度汇总
cli-changes-about = 两个日期之间的变化
cli-register-about = 登记一个新项目
cli-set-about = 变更或更正项目信息
cli-file-about = 报送一个月的调度数
cli-advance-about = 项目转入下一环节（须过关口）
cli-return-about = 项目退回前面的环节
cli-assign-about = 确定项目适用的办理流程
cli-step-about = 登记一个事项办到了哪一步
cli-promise-about = 承诺事项的办结日期，或按纪律调整
cli-explain-about = 说明事项的延误，或预计的延误
cli-list-about = 项目清单：查看、建立、进入、退出
cli-list-show-about = 列出已建立的清单
cli-list-open-about = 建立清单
cli-list-join-about = 项目进入清单
cli-list-leave-about = 项目退出清单
cli-exempt-about = 对灯号规则给予限期豁免，或提前结束豁免
cli-merge-about = 合并两个实为同一的项目
cli-split-about = 将打包项目拆分为子项目
cli-do-about = 以 JSON 提交任意命令（供脚本使用）
cli-audit-about = 审计：逐条验证账本未被改动，且与所示一致
cli-anchor-about = 生成交另一方保管的锚文件，日后可查出账本被截去末尾或改写
cli-backup-about = 备份账本为一个文件
cli-restore-about = 验证备份并恢复到空目录（--data）
cli-key-about = 生成用于加密账本的密钥文件
cli-playbook-about = 年度规则：检查、查看、办理流程、启用
cli-playbook-check-about = 检查年度规则，一次列出全部问题
cli-playbook-procedure-about = 查看一套办理流程的全部事项
cli-playbook-show-about = 查看年度规则
cli-playbook-years-about = 与上一年的规则逐条对照
cli-playbook-adopt-about = 本市改用这套年度规则
cli-value-command = 命令
cli-value-procedure = 流程
cli-value-item = 事项
cli-value-act = 动作
cli-value-special = 特别程序
cli-value-days = 天数
cli-value-names = 名称、名称
cli-value-moved-by = 原因类别
cli-value-milestone-or-item = 节点或事项
cli-value-directory = 目录
cli-value-name = 名称
cli-value-language = 语言
cli-value-moment = 时刻
cli-value-date = 日期
cli-value-text = 文字
cli-value-key = 标识
cli-value-file = 文件
cli-value-backup = 备份文件
cli-value-key-output = 文件
cli-value-output = 文件
cli-value-sheet = 工作表
cli-value-year = 年份
cli-value-month = 月份
cli-value-mapping = 列=含义:单位
cli-value-decision = 行=决定
cli-value-doubtful = new|skip|match
cli-value-address = 地址
cli-value-url = 网址
cli-value-project = 项目
cli-value-dimension = 维度
cli-value-assignment = 字段=值
cli-value-amount = 金额
cli-value-phase = 环节
cli-value-list = 清单
cli-value-import = 导入编号
cli-value-keep = 保留的项目
cli-value-absorb = 并入的项目
cli-value-command-file = 命令.json
cli-value-count = 个数
cli-value-number = 数字
cli-value-seq = 记录号
cli-value-filter = 维度=值
cli-value-paper = a0|a1|a3
cli-argument-file = 文件路径
cli-argument-backup = 备份文件，由 qinghuo backup 生成
cli-argument-key-output = 要写入密钥的新文件，仅本人可读；请另行妥善保管，不要与账本放在一处
cli-argument-output = 要写成的文件
cli-argument-procedure = 流程标识，见 playbook show
cli-argument-item = 事项代码，如 A24
cli-argument-act = 动作，见下
cli-argument-date = 日期，如 2024-06-30
cli-argument-directory = 年度规则目录；不写则检查当前使用的规则
cli-argument-project = 项目编号（P12）、项目代码或名称的一部分
cli-argument-assignment = 如“总投资=12.5亿元”“year_plan:2024=3亿”；等号后留空即清除；多个值用顿号隔开，月度计划用“/”隔开十二个累计数
cli-argument-name = 项目名称
cli-argument-month = 月份，如 2024-06
cli-argument-phase = 环节：谋划、落地、建设、建成达效
cli-argument-list = 清单，如 2024/市级/重点实施类
cli-argument-import = 导入编号，如 I3
cli-argument-keep = 保留的项目
cli-argument-absorb = 并入前者的项目
cli-argument-command-file = JSON 文件，“-”为标准输入
cli-option-data = 账本所在目录（默认 ./data）
cli-option-key-file = 密钥文件，由 qinghuo key 生成；给出后账本、备份、快照一律加密（也可用环境变量 QINGHUO_KEY_FILE）
cli-option-backup-key-file = 备份所用的密钥文件，与 --key-file 不同时给出
cli-option-playbook = 年度规则目录（默认内置的济南 2024）
cli-option-actor = 经办人（默认系统用户名）
cli-option-lang = 语言：zh 或 en（默认 zh）
cli-option-now = 假定现在是这个时刻（供回放与测试）
cli-option-help = 显示帮助
cli-option-version = 显示版本
cli-option-json = 输出 JSON
cli-option-anchor = 另一方保管的锚文件：核对账本末尾是否被截去、历史是否被改写
cli-option-why = 说明日期的由来：写节点（开工、竣工、投产、达产达效）或事项代码；不写则为下一个节点
cli-option-take-back = 撤回误记的最后一个动作
cli-option-opinion = 预审意见
cli-option-missing = 缺少的材料，一次性告知
cli-option-amount = 费用，如 1200元
cli-option-special = 哪种特别程序：听证、招标、拍卖、检验、检测、检疫、鉴定、专家评审
cli-option-days = 天数
cli-option-document = 文号
cli-option-valid-until = 有效期截止日
cli-option-moved-by = 为何调整：政府原因、项目单位原因、不可抗力等原因
cli-option-consulted = 会商过的单位，用顿号隔开
cli-option-decided-by = 政府原因累计延长超出允许天数时，作出决定的市级牵头协调单位或职务
cli-option-as-of = 查看这一天的情况（默认今天）
cli-option-known-at = 只看截至这一时刻已知的情况：日期或 2024-07-01T09:00:00+08:00
cli-option-effective-on = 自哪一天起生效（默认今天；导入默认为台账月份的最后一天）
cli-option-key = 本次办理的唯一标识；同一标识重复提交只办一次
cli-option-reason = 原因
cli-option-projects = 项目个数（1 至 1000000，默认 2000）
cli-option-seed = 随机种子；种子、日期、个数相同，生成的账本就相同（默认 2024）
cli-option-listen = 监听地址（默认 127.0.0.1:8080）
cli-option-tls-certificate = TLS 证书链文件（PEM，服务器证书在前）；与 --tls-key 一起给出后以 https 提供服务
cli-option-tls-key = TLS 私钥文件（PEM）
cli-option-gateway = 可信网关的 IP 地址，可多次给出；只有从这些地址来的 X-Forwarded-For、X-Forwarded-Proto 才采信
cli-option-requests-a-second = 每个账号（未登录时每个地址）长期每秒最多请求数，短时可达十倍（默认 100，0 为不限）
cli-option-public-url = 平台网址（如 https://qinghuo.example.cn），通行密钥、统一身份认证据此工作；未指定且只监听本机时为 http://localhost:端口
cli-option-dry-run = 只核对和预览，不改动账本
cli-option-sheet = 只导入这张工作表
cli-option-year = 台账年份（以此为准）
cli-option-month = 台账数据截至的月份（以此为准）
cli-option-map = 更正列的含义，如 G=total:hundred_million；随导入记住，下次同样版式自动采用
cli-option-decide = 逐行决定，如 12=P3、12=new、12=skip；多张工作表时写“工作表!12=P3”
cli-option-doubtful = 其余存疑行一律：new 新增、skip 不导入、match 取最相近的项目
cli-option-marked = 另存一份标注了问题的原文件，供退回修改
cli-option-paper = 纸张：a0、a1 或 a3（默认 a3）
cli-option-overwrite = 允许覆盖已有的输出文件
cli-option-yes = 不再询问，直接入账
cli-option-where = 只要符合条件的，如 district=历下区、light=red；可写多次
cli-option-by = 汇总维度
cli-option-since = 从这一天
cli-option-until = 到这一天
cli-option-correct = 更正录入错误：自错误值生效之日起改正，保留旧值
cli-option-seen = 查看时项目的最后记录号；此后若有人改过同一项则不予办理
cli-option-done = 本年累计完成投资
cli-option-month-done = 当月完成投资
cli-option-progress = 形象进度
cli-option-problems = 存在问题
cli-option-rule = 灯号规则（默认现行规则）
cli-option-approver = 批准人
cli-option-end = 提前结束豁免
cli-option-part = 子项目名称；可写多次
cli-dimensions = 可用的维度：
cli-error-argument-unknown = 不认识“{ $given }”
cli-error-command-unknown = 没有命令“{ $given }”
cli-error-command-missing = 请写明要做什么
cli-error-argument-missing = 缺少：{ $given }
cli-error-argument-twice = “{ $given }”重复，或与其他选项冲突
cli-error-value-missing = “{ $given }”后面缺少值
cli-error-value-wrong = “{ $given }”不能是“{ $value }”
cli-error-value-superfluous = “{ $given }”不需要“{ $value }”
cli-error-not-text = 参数不是有效的文字（UTF-8）
cli-error-other = 命令写法有误：{ $given }
cli-error-perhaps = （是不是“{ $near }”？）
cli-error-one-of = （可以是：{ $valid }）
cli-error-see-help = 加 --help 查看用法。
cli-error-none-of = “{ $given }”不在可选范围内：{ $known }
cli-error-not-a-moment = “{ $given }”不是时刻；请写 2024-06-30 或 2024-06-30T09:00:00+08:00
cli-error-not-a-date = “{ $given }”不是日期；请写 2024-06-30
cli-error-not-a-month = “{ $given }”不是月份；请写 2024-06
cli-error-not-a-year = “{ $given }”不是年份
cli-error-not-a-period = “{ $given }”不是起止年限；请写 2023/2025 或 2023-03/2025-06
cli-error-not-an-amount = “{ $given }”不是金额；请写 12.5亿元、3000万元 或 88元
cli-error-not-a-number = “{ $given }”不是零或正整数
cli-error-not-a-curve = 月度计划应为十二个累计数，用“/”隔开
cli-error-not-a-code = “{ $given }”不是项目代码：{ $fault }
cli-error-not-a-list = “{ $given }”不是清单；请写 年份/级别/类别，如 2024/市级/重点实施类
cli-error-not-an-import = “{ $given }”不是导入编号；请写 I3
cli-error-not-an-assignment = “{ $given }”应写作 字段=值
cli-error-not-settable = “{ $given }”不能在这里设置
cli-error-field-unknown = 没有字段“{ $given }”。可以设置：{ $fields }
cli-error-not-a-mapping = “{ $given }”应写作 列=含义 或 列=含义:单位，如 G=total:hundred_million
cli-error-role-unknown = 没有含义“{ $given }”。可以用：{ $known }
cli-error-not-a-decision = “{ $given }”应写作 行=P12、行=new 或 行=skip
cli-error-row-unknown = 没有第 { $given } 行的项目
cli-error-row-ambiguous = 几张工作表都有第 { $given } 行，请写“工作表!{ $given }=…”
cli-error-sheet-unknown = 没有工作表“{ $given }”。现有：{ $known }
cli-error-not-an-address = “{ $given }”不是监听地址；请写 127.0.0.1:8080
cli-error-not-a-site = “{ $given }”不是平台网址；请写 https://域名，不带路径
cli-error-not-an-items-filter = “{ $given }”不是可用的条件：应写作 unit=water 这样的 条件=值
cli-items-filters = 可用的条件（--where 条件=值，可重复；值用标识或名称）：
cli-items-load-filters = 与 --load 同用的条件（另可用 place）：
cli-option-load = 改为列出各单位的在办数与时限执行情况
cli-error-not-a-paper = 纸张只有 a0、a1、a3，没有“{ $given }”
cli-not-printed = 无法生成 PDF：{ $detail }
cli-error-not-a-filter = “{ $given }”应写作 维度=值
input-unit-yuan = 元 圆
input-unit-ten-thousand = 万元 万
input-unit-hundred-million = 亿元 亿
cli-unit-assumed = “{ $given }”没有单位，按万元计：{ $amount }
cli-actor-missing = 不知道由谁经办：请用 --actor 或环境变量 QINGHUO_ACTOR 写明
cli-no-city = { $dir } 里还没有账本。先导入台账：qinghuo import 台账.xlsx；或生成演示城市：qinghuo demo
cli-playbook-differs = 注意：本市执行的年度规则是 { $adopted }，这次按 { $given } 办理（改用：qinghuo playbook adopt）
cli-unreadable = 无法读取 { $path }：{ $detail }
cli-unwritable = 无法写入 { $path }：{ $detail }
cli-file-exists = 文件已存在，不覆盖：{ $path }
cli-folder-not-empty = 目录不是空的，未作恢复：{ $path }。请换一个空目录，如 --data ./restored
cli-would-overwrite-source = 不能覆盖台账原件：{ $path }
cli-written = 已写成 { $path }
cli-written-rows = 已写成 { $path }：{ $rows } 个项目
cli-as-of = 截至 { $day }
cli-known = ，只计第 { $seq } 条及以前的记录
cli-head = 账本标识 { $head }
cli-because = （{ $reason }）
cli-since-month = ，自{ $month }起
cli-at-row = { $sheet } 第 { $row } 行：
cli-refused = 不予办理，账本未改动。原因 { $count } 条：
cli-key-reused = 不予办理：这个标识已用于另一次办理，账本未改动
cli-closed = 账本正在关闭，未办理
cli-done = 已办理：{ $about }（记 { $facts } 条，至第 { $last } 条）
cli-repeated = 此前已办理过，未重复：{ $about }（{ $facts } 条，至第 { $last } 条）
cli-and-more = ，另有 { $count } 个
cli-subject-city = 本市
cli-subject-layout = 版式 { $fingerprint }
cli-failed = 故障：{ $detail }
cli-io = 文件 { $path } 读写失败：{ $detail }
cli-record-damaged = 账本损坏：第 { $seq } 条记录{ $damage }。未作任何修复，请用备份核对
cli-record-unreadable = 账本第 { $seq } 条记录无法识别：可能由更新版本的程序写入，或已损坏
cli-record-misfit = 账本前后不一致：{ $detail }
cli-ledger-forked = 账本在第 { $seq } 条之后已不是原来的账本：被替换或退回过旧状态
cli-attachment-damaged = 附件 { $hash } 已损坏
cli-file-damaged = 账本文件损坏：{ $detail }。未作任何修复，请用备份恢复
cli-ledger-missing = { $path } 不见了，只剩它的附属文件；不会另建空账本
cli-not-a-ledger = { $path } 不是账本
cli-key-missing = { $path } 已加密，或不是账本。请用 --key-file 给出密钥文件
cli-key-wrong = { $path } 不能用这个密钥打开，或不是账本
cli-not-encrypted = { $path } 没有加密，却给出了密钥。要加密，请备份后带 --key-file 恢复到新目录
cli-not-a-key = { $path } 不是密钥文件，应为 64 位十六进制数字
cli-key-open-to-others = { $path } 其他用户也能读取，不予采用。请先执行 chmod 600
cli-key-written = 密钥已写入 { $path }。丢失密钥，账本和备份都无法打开
cli-ledger-newer = 账本由更新版本的程序写入（格式 { $found }，本程序认识到 { $known }）
cli-network-drive = { $path } 所在磁盘不支持安全写入（网络盘通常如此），请放到本机磁盘
cli-ledger-busy = 另一个程序正在写账本，请稍后再试
cli-damage-missing = 缺失
cli-damage-out-of-place = 的位置上是另一条记录
cli-damage-broken-link = 与前一条不相连
cli-damage-wrong-hash = 内容与校验值不符
cli-damage-time-went-back = 的记录时间早于前一条
cli-damage-unreadable = 无法读取
cli-damage-beyond-head = 在账本末尾之后
cli-damage-head-mismatch = 与账本末尾的校验值不符
cli-project-unknown = 没有找到项目“{ $given }”
cli-project-ambiguous = “{ $given }”对应 { $found } 个项目，请写编号：
cli-cockpit-title = { $month }调度  { $projects } 个项目
cli-cockpit-total = 总投资 { $total }
cli-cockpit-progress = 年度计划 { $plan }，累计完成 { $done }，完成率 { $completion }；序时进度 { $schedule }，相差 { $gap }
cli-cockpit-lights = 灯号  { $lights }  （{ $rule }）
cli-cockpit-places = 各地情况
cli-cockpit-worst = 落后序时最多
cli-cockpit-starts = 开工  已开工 { $done }，年度计划 { $planned }，到期未开工 { $overdue }，本月开工 { $month }
cli-cockpit-completions = 竣工  已竣工 { $done }，年度计划 { $planned }，到期未竣工 { $overdue }，本月竣工 { $month }
cli-cockpit-entries = 入库纳统  需入库 { $all }：{ $parts }（办理事项的状态，不是统计数）
cli-cockpit-in-month = 当月完成 { $amount }
cli-cockpit-moved = 上次调度以来  变差 { $fell } 个，转绿 { $rose } 个
cli-cockpit-no-before = 没有上次调度可以比较
cli-cockpit-industries = 各产业情况
cli-cockpit-waits = 等候最久的事项
cli-cockpit-waited = 已等候
cli-column-number = 编号
cli-column-place = 属地
cli-column-days = 天数
cli-column-plan-wan = 年度计划(万元)
cli-column-done-wan = 累计完成(万元)
cli-column-total-yi = 总投资(亿元)
cli-column-completion = 完成率
cli-column-schedule = 序时进度
cli-column-gap = 与序时相差
cli-column-light = 灯号
cli-column-reason = 理由
cli-column-projects = 项目
cli-column-other-lights = 其他
cli-column-effective = 生效日期
cli-column-file = 文件
cli-column-registered = 新增
cli-column-changed = 变更
cli-column-unchanged = 未变
cli-column-state = 状态
cli-column-key = 标识
cli-column-since = 建立日期
cli-column-row = 行
cli-column-label = 标题
cli-column-measure = 核对项
cli-column-declared = 申报
cli-column-found = 实有
cli-column-verdict = 结论
cli-column-which = 对照
cli-column-points = 个百分点
cli-row-all = 合计
cli-totals-overlap = 一个项目可能计入多项，各项之和大于合计。
cli-field-row = { "  " }{ $field }：{ $value }
cli-phase-stay = { $phase }，自 { $since } 起，已 { $days } 天
cli-row-progress = 投资进度
cli-progress = 截至{ $month }完成 { $done }，年度计划 { $plan }，完成率 { $completion }；序时 { $schedule }，相差 { $gap }
cli-row-former-names = 曾用名称
cli-row-origin = 来源
cli-origin = { $import } { $file } { $sheet } 第 { $row } 行
cli-fact = 第 { $seq } 条  { $recorded } 记录  自 { $effective } 起  { $actor }  { $what }
cli-moved = { $field }：{ $before } → { $after }
cli-set-to = { $field }：{ $after }
cli-cleared = { $field }：{ $before } → （清除）
cli-reason = 原因：{ $reason }
cli-taken-back = 已由第 { $by } 条撤回
cli-changes-title = { $since } 至 { $until } 的变化
cli-appeared = 新入库
cli-vanished = 已不在库
cli-changed = 有变化
cli-changes-count = 共 { $count } 个项目有变化
cli-no-imports = 还没有导入过台账。
cli-undone = 已由第 { $by } 条撤销
cli-no-lists = 还没有建立清单。
cli-backed-up = 已备份到 { $path }（账本标识 { $head }）
cli-restored = 已恢复到 { $dir }：{ $facts } 条记录逐条验证无误（账本标识 { $head }）
cli-demo-not-empty = { $dir } 里已有账本（{ $facts } 条记录），未作改动。演示城市只放进空账本：请换一个目录，如 --data ./demo-city
cli-demo-progress = 正在生成演示城市：{ $percent }%
cli-demo-done = 演示城市已放进 { $dir }：{ $projects } 个项目，总投资 { $total }，{ $facts } 条记录，{ $people } 个虚构人名，已调度至{ $month }
cli-demo-synthetic = 金额、代码、日期、进度、企业和人名均为虚构；只有部分项目名称取自公开报道。请勿用于实际工作
cli-demo-next = 查看：qinghuo cockpit，或 qinghuo serve
cli-audit-progress = 正在审计：{ $done }/{ $total }
cli-audit-sound = 账本完好：{ $facts } 条记录首尾相连，{ $attachments } 个附件与其标识相符（账本标识 { $head }）
cli-anchored = 已写成 { $path }：{ $proved } 条记录逐条验证无误（账本标识 { $head }）。请交不能写账本的另一方保管
cli-anchor-holds = 与锚 { $path } 相符：至第 { $one } 条未被改写
cli-anchor-behind = 锚 { $path } 记有第 { $one } 条，账本只到第 { $other } 条：末尾被截去，或这是更早的副本
cli-anchor-rewritten = 与锚 { $path } 不符：第 { $one } 条仍相同，第 { $other } 条已不同，其间历史被改写
cli-anchor-line = 不是锚文件：{ $path } 第 { $line } 行
cli-anchor-sum = 锚文件 { $path } 与其校验和不符：抄写或传输有误
anchor-remark = 擎火账本锚，请由不能写账本的另一方保管（打印、邮件、存档均可）。核对：qinghuo-verify --anchor 本文件 city.db
cli-audit-snapshot-matches = 快照（至第 { $seq } 条）与逐条重算一致
cli-audit-snapshot-unused = 没有可用的快照，启动时逐条重算
cli-audit-snapshot-differs = 快照（至第 { $seq } 条）与逐条重算不一致：请删除快照文件后重新启动；账本本身完好
cli-playbook-sound = 年度规则 { $name } 没有问题
cli-playbook-title = { $name }  { $city }  “{ $theme }”  { $from } 至 { $until }
cli-playbook-standards = { "  " }效果标准：{ $standards }
cli-playbook-mechanisms = { "  " }推进机制：{ $mechanisms }
cli-playbook-gate = { "  " }进入前须有：{ $requires }
cli-playbook-procedures = 办理流程（从上到下，第一个条件成立的适用）
cli-playbook-procedure = { "  " }{ $key }  { $name }（{ $items } 项，其中 { $estimates } 项用时为估计）
cli-playbook-procedure-condition = { "    " }适用：{ $condition }
cli-procedure-title = { $key }@{ $version }  { $name }  { $items } 项
cli-procedure-unknown = 没有流程“{ $given }”。可以用：{ $known }
cli-procedure-estimate = 估
cli-procedure-unverified = 待核实
cli-procedure-at-once = 当场
cli-procedure-linked = { $code }（{ $link }）
cli-procedure-linked-lag = { $code }（{ $link }，{ $lag }）
cli-procedure-merged = 并入 { $code }
cli-column-code = 代码
cli-column-item = 事项
cli-column-lane = 并联
cli-column-units = 办理单位
cli-column-legal = 法定
cli-column-promised = 承诺
cli-column-plan = 计划
cli-column-after = 前置
cli-column-flags = 特点
cli-column-condition = 条件
cli-column-used = 已用
cli-column-left = 剩余
cli-column-expected-from = 预计开始
cli-column-expected-to = 预计办结
cli-column-float = 时差
cli-column-critical = 关键
cli-column-waits-for = 等待
cli-schedule-procedure = 办理流程：{ $key }@{ $version } { $name }，自 { $day } 起
cli-schedule-unassigned = { $project } 还没有办理流程。建议用 { $key }（{ $name }）：qinghuo assign { $project }
cli-schedule-unjudged = { $project } 还没有办理流程，登记的信息不足以判定适用哪一套：请先补充投资主体、供地方式等，或指定流程（qinghuo playbook show）
cli-schedule-milestone = { "  " }{ $milestone }：计划 { $planned }，预计 { $expected }，{ $late }；按改革前的次序为 { $serial }，{ $saved }
cli-schedule-reached = { "  " }{ $milestone }：计划 { $planned }，实际 { $expected }，{ $late }；按改革前的次序为 { $serial }，{ $saved }
cli-schedule-on-time = 与计划一致
cli-schedule-late = 晚 { $count } 个工作日
cli-schedule-early = 早 { $count } 个工作日
cli-schedule-saved = 节省 { $count } 个工作日
cli-schedule-lost = 反而多 { $count } 个工作日
cli-schedule-estimate = （含估计用时）
cli-schedule-held = { $milestone }正在等：
cli-schedule-holds = { "  " }{ $item }：{ $state }，由{ $role }办理（牵头单位：{ $unit }）
cli-schedule-since = ，自 { $day } 起
cli-schedule-critical = 关键
cli-schedule-over = 超 { $days }
cli-why-chain = 由来：
cli-why-nothing-ahead = 各节点均已完成。
cli-why-unneeded = 无需办理，不影响任何日期。
cli-why-settled = 已于 { $day } 办结，不再影响时差。
cli-why-critical = 在关键线路上：没有时差，晚一天，开工或投产就晚一天。
cli-why-slack = 不在关键线路上：最晚可到 { $day } 办结，时差 { $float } 个工作日，其中 { $free } 个不影响任何后续事项。
cli-why-beginning = { "  " }{ $place }. { $item }：流程开始即可办理，{ $from } 至 { $to }
cli-why-finish-start = { "  " }{ $place }. { $item }：待 { $before } 办结后开始，{ $from } 至 { $to }
cli-why-start-start = { "  " }{ $place }. { $item }：随 { $before } 开始，{ $from } 至 { $to }
cli-why-finish-finish = { "  " }{ $place }. { $item }：待 { $before } 办结方能办结，{ $from } 至 { $to }
cli-why-start-finish = { "  " }{ $place }. { $item }：待 { $before } 开始方能办结，{ $from } 至 { $to }
cli-why-nobody-began = { "  " }{ $place }. { $item }：已具备条件，尚未着手；从今天起算，{ $from } 至 { $to }
cli-why-under-way = { "  " }{ $place }. { $item }：{ $state }，自 { $from } 起，预计 { $to } 办结
cli-why-over = { "  " }{ $place }. { $item }：{ $state }，{ $from } 至 { $to }
cli-why-days-over = ，已超期 { $days }
cli-assign-proposed = 建议流程：{ $key }（{ $name }，{ $items } 项），因为 { $condition }
cli-assign-ask = 采用这套流程？[y/N]{ " " }
cli-assign-needs-yes = 未确认，账本未改动：请加 --yes
cli-assign-left = 未采用，账本未改动
cli-step-acts = 动作（也可写中文名；方括号内的选项可不写）：
cli-step-act = { "  " }{ $act } { $deed }（{ $role }） { $options }
cli-step-needs = “{ $deed }”还须给出：{ $options }
cli-step-takes-no = “{ $deed }”不用这些选项：{ $options }
cli-error-not-an-item = “{ $given }”不是事项代码，应如 A24
cli-error-not-an-act = 没有动作“{ $given }”，见 qinghuo step --help
cli-error-not-a-milestone-or-item = “{ $given }”不是节点，这套流程里也没有这个事项
cli-playbook-lights = 灯号规则（* 为现行）
cli-playbook-faults = 年度规则有 { $count } 处问题
cli-quote = ：“{ $quote }”
cli-serving = 擎火正在服务：{ $address }
cli-serving-other = Qinghuo is serving at { $address }
cli-serving-stop = 按 Ctrl+C 停止
cli-tls-no-certificate = 证书文件中没有 PEM 格式的证书
cli-tls-no-key = 私钥文件中没有 PEM 格式的私钥
cli-tls-unusable = 证书与私钥不能使用：{ $detail }
cli-error-not-a-gateway = 网关应为 IP 地址，如 10.0.0.1：{ $given }
cli-cannot-serve = 无法在 { $address } 提供服务：{ $detail }
cli-stopped = 已停止，账本已存好
cli-import-reading = 正在读取 { $file }…
cli-import-committing = 正在入账…
cli-import-file = { $file }（{ $format }）
cli-import-sheet = 工作表“{ $name }”：{ $kind }
cli-import-sheet-header = ，表头第 { $first }–{ $last } 行
cli-import-sheet-when = ，{ $when }
cli-import-sheet-rows = ，{ $rows } 个项目
cli-import-remembered = 已按上次更正的列含义读取
cli-import-findings = 核对发现：错误 { $errors }，警告 { $warnings }，提示 { $notes }
cli-import-finding = { "  " }{ $severity }  { $place }  { $words }
cli-import-more-findings = { "  " }另有 { $count } 条，见 --json 或 --marked
cli-import-reconciliation = 合计核对：{ $ok } 项相符，{ $rounding } 项为尾数差，{ $differs } 项不符
cli-import-preview = 导入预览（自 { $day } 起生效）：新增 { $new }，变更 { $changed }，未变 { $unchanged }，不导入 { $skipped }，待确认 { $undecided }；账本中有而本表没有 { $absent }（保持不变）
cli-import-new = 新增：
cli-import-changes = 变更：
cli-import-undecided = 待确认：
cli-import-absent = 本表没有：
cli-import-row = { "  " }{ $sheet } 第 { $row } 行  { $name }
cli-import-row-project = { "  " }{ $sheet } 第 { $row } 行  { $project }  { $name }
cli-import-more = { "  " }另有 { $count } 个
cli-import-this-row = 本行
cli-import-candidate = { $project }（相似 { $likeness }）
cli-import-how-to-decide = 请逐行决定，如 { $example }；或用 --doubtful new|skip|match 一并决定。账本未改动。
cli-import-needs-yes = 账本未改动。确认无误后加 --yes 入账。
cli-import-dry = 仅预览，账本未改动。
cli-import-ask = 入账？[y/N]{ " " }
cli-import-answers-yes = y yes 是
cli-import-declined = 未入账，账本未改动。
cli-import-nothing-new = 本表没有新内容，账本未改动。
cli-import-no-rows = 没有找到可导入的项目，账本未改动。
cli-import-committed = 已入账 { $import }：新增 { $registered }，变更 { $changed }，未变 { $unchanged }（记 { $facts } 条）。撤销：qinghuo undo { $import } --reason …
cli-import-repeated = 此前已入账 { $import }，未重复
cli-import-mapping-kept = 已记住本版式的列含义（版式 { $fingerprint }）
cli-export-title = 重大项目进展表
cli-export-sheet = 项目
cli-export-dispatch = { $month }调度
cli-export-rule = 灯号规则：{ $rule }
dimension-place = 属地
dimension-district = 区县
dimension-functional-zone = 功能区
dimension-phase = 环节
dimension-nature = 建设性质
dimension-class = 项目类别
dimension-policy-area = 领域
dimension-industry = 产业
dimension-chain = 产业链
dimension-owner = 项目业主
dimension-lead-unit = 牵头单位
dimension-responsible-unit = 责任单位
dimension-light = 灯号
dimension-list = 清单
dimension-start-year = 开工年份
dimension-start = 开工与计划
dimension-completion = 竣工与计划
dimension-library-entry = 入库纳统
dimension-start-month = 实际开工月份
dimension-completion-month = 实际竣工月份
dimension-light-before = 上次调度灯号
playbook-missing-file = 缺少文件
playbook-unknown-file = 不是年度规则的文件
playbook-repeated-file = 同一文件出现两次
playbook-too-large = 文件超过 { $limit } 字节
playbook-syntax = 不是有效的 TOML（{ $detail }）
playbook-repeated-key = 同一个键写了两次
playbook-unknown-key = 不认识这个键
playbook-missing-key = 缺少“{ $key }”
playbook-needless-key = 这里不需要“{ $key }”
playbook-wrong-type = 类型不对：应为{ $expected ->
        [text] 文字
        [integer] 整数
        [number] 数
        [boolean] 是否
        [date] 日期
        [list] 列表
        [table] 表
       *[other] { $expected }
    }
playbook-out-of-range = 应在 { $least } 与 { $most } 之间
playbook-too-precise = 最多两位小数
playbook-empty-text = 内容为空
playbook-bad-key = 标识只能用小写字母、数字和下划线
playbook-bad-place-code = 行政区划代码应为六位数字
playbook-unknown-reference = 没有这样的{ $kind ->
        [place] 区县或功能区
        [phase] 环节
        [requirement] 关口条件
        [rule_set] 灯号规则
        [source] 出处
        [unit] 单位
        [direction] 方向
        [measure] 量法
        [curve] 计划曲线
        [provenance] 依据类别
        [wording] 文字来源
        [every] 周期
        [procedure] 流程
        [procedure_version] 流程版本
        [handling_unit] 办理单位
        [entry_kind] 入库类型
        [paper] 证明材料
        [item] 事项
        [lane] 并联的线
        [stage] 阶段
        [item_kind] 事项类别
        [day_kind] 天数类别
        [flag] 特点
        [link] 前后关系
        [letter] 文书
        [milestone] 里程碑
        [action] 权限
        [unit_kind] 单位类别
        [field] 字段
       *[other] { $kind }
    }
playbook-day-elsewhere = 该日不在这一年
playbook-day-not-weekend = 该日本来就是工作日，不是调休
playbook-bad-tile = 示意图的位置应写成一个大写字母加 1 至 30 的行号，如 C2
playbook-bad-json = 不是有效的 GeoJSON（{ $detail }）
playbook-bad-approval = 审图号应填写，不超过 60 个字
playbook-bad-geometry = { $what ->
        [kind] 图形应为 Polygon 或 MultiPolygon
        [short] 每一环至少四点
        [open] 每一环应首尾相同
       *[other] 坐标应为经度、纬度，单位为度（不能是平面坐标，也不能先纬度后经度）
    }
playbook-bad-item-code = 事项代码应为大写字母加两到三位数字，如 A24
playbook-cycle = 事项互相等待：{ $path }
playbook-not-whole = 这套流程本身写在另一套之上，不能再在其上改写
playbook-known-item = 原流程已有这个事项，请写在 changes 里改动
playbook-still-named = 还有事项提到它，不能删去：{ $by }
playbook-beyond-legal = 与法定时限不符（{ $bound ->
        [at_least] 不少于
       *[other] 不超过
    } { $legal } 天）
playbook-repeated = 重复（第 { $first-line } 行已有）
playbook-missing-entry = 缺少“{ $key }”
playbook-wrong-count = 应有 { $expected } 项，现有 { $found } 项
playbook-out-of-order = “{ $first }”应先于或不宽于“{ $second }”
playbook-filled-to-fill = 标为待填，却已写了名称
playbook-expression-syntax = 表达式写法有误（{ $detail }）
playbook-expression-too-long = 表达式超过 { $limit } 个字符
playbook-unknown-attribute = 没有这个指标
playbook-expression-type = “{ $operator }”不能用于 { $found }
playbook-whole-number = 数须带小数点：{ $write }
playbook-expression-unsupported = 年度规则不使用这种写法
playbook-expression-result = 表达式应得出{ $expected }，现为 { $found }
playbook-expression-constant = 表达式没有用到任何指标，对每个项目都一样
cli-import-sheet-header-row = ，表头第 { $first } 行
cli-synthetic = 含演示数据，数字为虚构
cli-io-not-found = 没有这个文件
cli-io-denied = 没有权限
cli-io-is-directory = 这是一个目录
cli-io-no-directory = 路径中有一段不是目录
cli-io-address-in-use = 地址已被占用
cli-io-full = 磁盘已满
cli-item-about = 项目自己的事项与用时：增设事项、调整计划用时、撤回误记
cli-item-add-about = 为项目增设一个流程之外的事项
cli-item-replan-about = 调整一个事项在本项目的计划用时（流程所定用时仍并列显示）
cli-item-take-back-about = 撤回误记的增设事项或计划用时
cli-item-batch-about = 对多个事项办理同一件事：先预览，加 --yes 办理
cli-item-batch-help = 事项写作 项目-编码（如 P1-A14），可写多个；也可用 --where 按待办的条件选取（见 items --help）。除下列办理动作外，还可 promise（承诺日期，--date）、explain（说明延误，--date 与 --reason）。
cli-item-batch-none = 没有选中事项：请写明事项（如 P1-A14），或用 --where 给出条件
cli-item-batch-would = { $item }：将成为{ $after }
cli-item-batch-item-done = { $item }：已办理（记录 #{ $seq }）
cli-item-batch-refused = { $item }：不能办理
cli-item-batch-preview = 共 { $all } 项，可办理 { $done } 项，不能办理 { $refused } 项；账本未改动，加 --yes 办理
cli-item-batch-done = 共 { $all } 项，已办理 { $done } 项，未办理 { $refused } 项
cli-argument-picked-item = 事项：项目-编码，如 P1-A14；可写多个
cli-value-picked-item = 事项
cli-option-date = 承诺或预计的日期（用于 promise、explain）
cli-error-not-a-picked-item = “{ $given }”不是按流程办理的项目的事项；写作 项目-编码，如 P1-A14
cli-value-lane = 并联线
cli-value-kind = 类别
cli-value-unit = 单位
cli-value-items = 事项、事项
cli-value-planned = 天数
cli-argument-planned = 计划用时：20w 或 20个工作日，300n 或 300日；写“流程”则恢复流程所定用时
cli-option-name = 名称
cli-option-lane = 并联线：供地、手续审批、提前开工、入库纳统、建设竣工投产
cli-option-kind = 类别：事项为行政许可、备案、登记、技术审查、验线验收、建设单位自办等，单位为部门、区县、企业等
cli-option-unit = 牵头单位：年度规则中的名称或标识，或其他单位名称
cli-option-plan = 计划用时：20w 或 20个工作日，300n 或 300日
cli-option-after = 待哪些事项办结后开始，如 A24、A26
cli-option-before = 哪些事项须待其办结，如 A32
cli-error-not-days = “{ $given }”不是天数，应如 20w（工作日）或 300n（自然日）
input-days-working = w 工作日 个工作日
input-days-natural = n 日 天 自然日 个自然日
input-days-of-procedure = 流程 template procedure
cli-schedule-own-plan = 计划用时 { $item }：{ $days }（流程所定 { $template }），自 { $day } 起；{ $reason }
cli-schedule-asked = 须办：{ $item }：{ $asked }
cli-schedule-own-item = 增设事项 { $item }：自 { $day } 起；{ $reason }
cli-migrate-about = 把在办项目迁移到流程的现行版本或其他流程：先预览，加 --yes 办理
cli-option-to = 迁移到这个流程；不写则为各自流程的现行版本
cli-option-preview = 只预览会改变什么，不改动账本
cli-error-not-a-procedure = 年度规则中没有办理流程“{ $given }”
cli-migrate-part = { $title }：
cli-migrate-line = { $project }：{ $now } → { $then }，新增 { $appear } 项，不再办理 { $vanish } 项，前后关系变化 { $retied } 项，保留办理记录 { $kept } 项；{ $date }
cli-migrate-none = 没有需要迁移的项目
cli-migrate-preview = 共 { $all } 个项目，可迁移 { $movable } 个，不能迁移 { $refused } 个；账本未改动，加 --yes 办理
cli-migrate-done = 共 { $all } 个项目，已迁移 { $movable } 个，未迁移 { $refused } 个
cli-wall-project = 只出这一个项目的作战图
cli-option-project = 把施工计划作为这个项目的事项用时（与 --item 同用）
cli-option-item = 事项代码，如 A36
cli-works-taken = { $file }：{ $from } 至 { $to }，{ $days }，里程碑 { $milestones } 个
