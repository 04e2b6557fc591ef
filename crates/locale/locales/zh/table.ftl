# 项目表：列、排序、视图、批量修改
page-choose = 列、排序与视图
page-choose-columns = 显示的列
page-choose-order = 依次排序
page-choose-show = 显示
page-choose-usual = 恢复默认
page-order-ascending = { $column }，由小到大
page-order-descending = { $column }，由大到小
page-views = 已存视图
page-view-name = 把现在的条件、列和排序存为视图
page-view-save = 保存视图
page-view-forget = 删除视图
page-view-where = 视图按操作人存在这个浏览器里；地址本身可以直接发给别人。
page-view-empty = 请给视图起个名字
page-view-long = 名字不超过 20 个字
page-view-many = 这个浏览器存不下更多视图，请先删去几个
page-bad-column = { $name } 没有这一列：“{ $value }”
# 一个区县、产业、产业链、清单
slice-views = 同一批项目
slice-all = 全部 { $count } 个项目
# 批量修改
batch = 批量修改
batch-selected = 已选 { $count } 个项目
batch-field = 改哪一项
batch-choose = 选定
batch-pick = 勾选
batch-before = 现在
batch-after = 改为
batch-preview = 预览
batch-preview-again = 重新预览
batch-do = 修改这 { $count } 个项目
batch-done = 已修改
batch-back = 回到项目表
batch-nothing = 没有勾选项目
batch-too-many = 一次最多修改 { $count } 个项目，下面只列这么多，请先缩小范围
