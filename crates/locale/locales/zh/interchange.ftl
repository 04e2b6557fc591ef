# 施工计划文件的读入与审批网络的写出
cli-works-about = 查看施工计划文件（MS Project XML、P6 XER）：工期、关键线路、与文件自带日期的差异
cli-network-about = 将项目的审批网络写成 MS Project 可打开的 XML 文件
cli-value-schedule = 文件.xml
cli-argument-schedule = 要写成的 XML 文件
cli-works-title = { $title }（{ $program }）：作业 { $activities } 项，分组 { $groups } 个，搭接关系 { $links } 条
cli-works-span = { $from } 至 { $to }，{ $workdays } 个工作日
cli-works-span-calendar = { $from } 至 { $to }，{ $workdays } 个工作日（日历“{ $calendar }”）
cli-works-chain = 关键线路
cli-works-column-activity = 作业
cli-works-column-from = 开始
cli-works-column-to = 完成
cli-works-column-percent = 完成比例
cli-works-column-measure = 比对项
cli-works-column-given = 文件所载
cli-works-column-workdays = 推算相差（工作日）
cli-works-more = 另有 { $count } 行未列出
cli-works-differences = 与文件自带结果比对 { $compared } 个数，不一致 { $differing } 个
cli-works-findings = 核对发现
cli-works-finding = { "  " }{ $severity }  { $words }：{ $count } 处
cli-works-finding-at = { "  " }{ $severity }  { $words }：{ $count } 处（{ $places }）
cli-works-place = { $task }：{ $given }
cli-works-line = { " " }第 { $line } 行
cli-network-no-procedure = { $project } 没有确定办理流程，没有审批网络可写
cli-network-calendar = 法定工作日
cli-network-written = 已写成 { $path }：事项 { $items } 项，搭接关系 { $links } 条
program-ms-project = MS Project
program-primavera = Primavera P6
works-measure-early-start = 最早开始
works-measure-early-finish = 最早完成
works-measure-late-start = 最迟开始
works-measure-late-finish = 最迟完成
works-measure-total-slack = 总时差
works-finding-value-unreadable = 数值或日期无法识别，按未填处理
works-finding-uid-unusable = 作业没有编号或编号重复，未读入
works-finding-predecessor-unknown = 搭接关系的另一端不在文件中，未读入
works-finding-link-to-itself = 作业与自身搭接，未读入
works-finding-link-within-group = 分组与其所含作业搭接，未读入
works-finding-link-twice = 同两项作业之间重复的同类搭接，以第一条为准
works-finding-circle = 作业互相等待成环，无法推算日期
works-finding-absurd = 工期或延时为负，或超过一万天，按可能的最近值处理
works-finding-calendar-unusable = 文件没有可用的日历，按每周五天推算
works-finding-partial-days = 工期不是整天，向上取整
works-finding-partial-lags = 延时不是整天，取最近的整天
works-finding-percent-lags = 按百分比的延时，已折成天数，不再随工期变化
works-finding-as-late-as-possible = 要求越晚越好的作业，按越早越好推算
works-finding-must-dates = 必须在某日开始或完成的作业，按不早于且不晚于该日推算
works-finding-second-constraint = 作业的第二个日期限制，未采用
works-finding-group-constraint = 分组自身的日期限制，未采用
works-finding-manual = 手动排定的作业，按不早于其开始日期推算
works-finding-inactive = 停用的作业，连同其搭接不参与推算
works-finding-level-of-effort = 随其他作业持续的作业，连同其搭接不参与推算
works-finding-levelling = 因资源调配而推迟的作业，不计推迟
works-finding-splits = 中断过的作业，不计中断
works-finding-uneven-days = 日历中各工作日时长不一，每个工作日按一天计
works-finding-own-calendars = 另用日历的作业，按整个计划的日历推算
works-finding-resource-calendars = 随资源日历的作业或单个资源的日历，资源日历未读入
works-finding-recurring-days = 按规律重复的休息日，未读入
works-finding-work-weeks = 季节性的工作周，未读入
works-finding-other-files = 属于其他文件的作业或搭接，未读入
works-finding-other-projects = 文件中的其他项目，只读入第一个
works-finding-assignments = 资源分配，未读入
works-finding-encoding-guessed = 文件未注明字符编码，按推测的编码读入
works-finding-beginning-missing = 文件未注明计划何时开始，以最早的日期为准
works-unreadable-not-a-schedule = { $looks-like ->
    [empty] 文件是空的
    [mpp] 这是 MS Project 的 .mpp 文件，请在 MS Project 中另存为 XML 格式
    [zip] 这是压缩包或工作簿，不是进度计划文件
    [xml] 这是其他用途的 XML 文件，不是 MS Project 的 XML
   *[unknown] 不是 MS Project XML 或 P6 XER 文件
 }
works-unreadable-empty = 计划中没有作业
works-unreadable-too-large = 文件或其中一段超过 { $limit } 字节
works-unreadable-too-many = 作业、搭接或日历条目超过 { $limit } 个
works-unreadable-too-deep = 文件的层次过深
works-unreadable-declares-entities = 文件声明了 XML 实体，进度计划软件不会这样写，拒绝读取
works-unreadable-encoding = 字符编码“{ $name }”无法识别
works-unreadable-damaged = 文件在第 { $line } 行损坏（{ $detail }）
