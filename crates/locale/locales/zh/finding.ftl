# 台账核对发现，以及读不了的原因
severity-error = 错误
severity-warning = 警告
severity-note = 提示
field-sequence = 序号
field-responsible = 责任单位
field-total = 总投资
field-month-plan = 月度计划
field-done-this-year = 本年累计完成
field-done-this-month = 当月完成
field-done-since-start = 开工以来累计完成
field-rate = 完成率
field-progress = 形象进度
field-problems = 存在问题
field-planned-start = 计划开工
field-planned-end = 计划竣工
field-contact = 联系人（不导入）
field-past-year = 往年投资
field-funds = 资金来源
sheet-ledger = 台账
sheet-statistics = 统计表
sheet-enumeration = 选项表
sheet-empty = 空表
sheet-unknown = 未识别
measure-count = 项目数
measure-total = 总投资
measure-year-plan = 年度计划投资
measure-done-this-year = 本年累计完成
measure-done-this-month = 当月完成
verdict-ok = 相符
verdict-rounding = 尾数差
verdict-differs = 不符
finding-header-not-found = 没有找到台账的表头
finding-name-missing = 有金额但没有项目名称，未导入
finding-error-cell = “{ $field }”是错误值 { $text }
finding-formula-without-value = 公式没有保存结果，请用表格软件打开并重新保存：{ $formula }
finding-cell-unreadable = 单元格无法读取（{ $detail }）
finding-not-a-number = “{ $field }”不是数字：{ $text }
finding-negative-amount = “{ $field }”为负数：{ $text }
finding-foreign-currency = “{ $header }”是外币，归入其他列
finding-code-malformed = 项目代码“{ $text }”{ $fault }，归入其他列
finding-date-unclear = “{ $field }”的日期不明确：{ $text }，归入其他列
finding-period-reversed = 建设期的结束早于开始：{ $period }
finding-duration-not-period = “{ $text }”是时长，不是起止年限，归入其他列
finding-nature-unknown = 建设性质“{ $text }”无法识别，归入其他列
finding-duplicate-name = 项目名称与第 { $first-row } 行重复
finding-duplicate-code = 项目代码 { $text } 与第 { $first-row } 行重复
finding-plan-above-total = 年度计划 { $plan-fen } 大于总投资 { $total-fen }
finding-done-above-plan = 累计完成 { $done-fen } 超过年度计划 { $plan-fen }
finding-month-above-year = 当月完成 { $month-fen } 大于本年累计 { $year-fen }
finding-rate-disagrees = 完成率写的是 { $stated }%，按计划与完成应为 { $computed }%
finding-unit-assumed = “{ $header }”没有写单位，按{ $unit }读取
finding-unit-from-note = “{ $header }”的单位取自表上说明：{ $unit }
finding-unit-doubtful = “{ $header }”按{ $unit }读取，多数数值不合常理，请核对单位
finding-unit-unknown = “{ $header }”的单位不是元、万元或亿元，金额未读取，请换算后再导入
finding-year-unknown = 没有找到年份，年度计划无法归入
finding-month-unknown = 没有找到月份，当期完成数无法归入
finding-done-ambiguous = “{ $header }”没有写明从何时累计，按本年累计读取
finding-column-unmapped = 列“{ $header }”没有对应的字段，归入其他列
finding-column-inferred = 列“{ $header }”按内容读作“{ $role }”
finding-column-twice = 列“{ $header }”与另一列同为“{ $role }”，归入其他列
finding-past-year-column = 列“{ $header }”是其他年份或月份的数，归入其他列
finding-personal-data-left-out = 列“{ $header }”含个人信息，未导入
finding-phone-left-out = 单元格中的电话号码及其联系人未导入
finding-part-beside-whole = 从序号看是第 { $whole-row } 行（序号 { $sequence }）的子项，两者都按项目读入，金额可能重复，请核对
finding-table-begins = 从这里起是另一张表，按它自己的表头读取
finding-table-beside = 右侧并排的另一张表（“{ $header }”）没有读入，请把它移到左侧表格的下方后再导入
finding-secret-row = 涉密项目，未导入
finding-rows-merged = 至第 { $last-row } 行为同一项目，{ $amounts ->
        [added] 金额已相加
       *[other] 金额以首行为准
    }
finding-amounts-unclear = 同一项目各行的“{ $field }”与首行不能对应
finding-number-range = 序号 { $first }–{ $last } 合为一行
finding-declared-count-differs = “{ $group }”写明 { $declared } 个项目，实有 { $found } 个
finding-subtotal-differs = “{ $group }”的{ $field }写明 { $declared-fen }，各行合计 { $found-fen }
finding-sheet-hidden = 工作表是隐藏的
finding-rows-hidden = 有 { $count } 行隐藏，已一并读取
finding-statistics-sheet = 这是统计表，不含项目
finding-enumeration-sheet = 这是下拉选项，不含项目
finding-external-links = 文件引用了其他文件，未打开
finding-correction-applied = 已采用对此版式的更正
unreadable-not-a-workbook = 不是 Excel 工作簿，{ $looks-like ->
        [empty] 文件是空的
        [pdf] 看来是 PDF；请要回原始表格
        [word] 看来是 Word 文档；请把表格复制到 Excel 后再导入
        [slides] 看来是演示文稿
        [csv] 看来是 CSV 文本；请用 Excel 打开后另存为 .xlsx
        [html] 看来是网页（有的系统以 .xls 之名导出网页）；请用 Excel 打开后另存为 .xlsx
        [xml] 看来是 XML；请用 Excel 打开后另存为 .xlsx
        [picture] 看来是图片；请要回原始表格
        [zip] 看来是别的压缩文件；请先解压
        [archive] 看来是压缩文件；请先解压
        [text] 看来是纯文本
       *[other] 认不出是什么文件
    }
unreadable-encrypted = 文件设有打开密码；请去掉密码后再导入
unreadable-too-large = 文件超过 { $limit } 字节，未读取
unreadable-bomb = 文件解压后异常庞大（{ $part }），为安全起见未读取
unreadable-too-many-cells = 单元格超过 { $limit } 个，未读取
unreadable-too-many-sheets = 工作表超过 { $limit } 张，未读取
unreadable-declares-entities = 文件含有表格软件不会写入的 XML 声明（{ $part }），为安全起见未读取
unreadable-damaged = 文件已损坏（{ $detail }）
