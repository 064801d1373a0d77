"""A small archive and what people ask of it, labelled by hand: queries with the articles that answer them.

All companies and projects are invented.
"""

#: key | city | title | tags | body
ARTICLES = """
ev-plant | 济南 | 示例新能源汽车整车厂在济南高新区投产 | 新能源汽车、投产 | 年产20万辆，带动电池、电机和电控企业。
battery | 合肥 | 星河锂电池项目签约，总投资120亿元 | 锂电池、签约 | 星河动力科技建设30GWh磷酸铁锂电池产线，2027年达产。
battery-rec | 宁波 | 动力电池回收基地开工 | 锂电池、循环经济 | 退役电池梯次利用，年处理5万吨。
hydrogen | 济南 | 氢能产业园首批加氢站建成 | 氢能 | 加氢站日加注能力1000公斤，服务公交与物流车。
solar | 合肥 | 光伏组件工厂二期扩建 | 光伏、扩建 | 采用TOPCon技术，组件效率达到23.5%。
wind | 青岛 | 海上风电装备制造基地落地 | 风电、装备制造 | 生产叶片与塔筒，码头可停靠5万吨级船舶。
chip | 合肥 | 晶圆制造项目封顶 | 半导体、集成电路 | 12英寸晶圆，月产能4万片，配套光刻胶与电子特气。
chip-pack | 无锡 | 先进封装产线通线 | 半导体、封装 | 面向AI芯片的2.5D封装，月产能6000片。
display | 合肥 | 柔性显示面板量产 | 新型显示 | AMOLED面板向手机厂批量供货。
robot | 沈阳 | 工业机器人谐波减速器实现国产替代 | 机器人、装备制造 | 远山精密的谐波减速器寿命超过1万小时。
lathe | 沈阳 | 五轴数控机床订单增长 | 机床、装备制造 | 五轴联动加工中心交付航空企业。
bio | 济南 | 生物医药加速器迎来十家企业 | 生物医药 | 提供GMP车间、动物房与公共检测平台。
bio-vaccine | 成都 | 疫苗研发中心启用 | 生物医药、疫苗 | mRNA平台完成第三期临床。
device | 无锡 | 医疗器械注册人制度试点扩大 | 医疗器械、政策 | 允许委托生产，缩短上市时间。
food | 成都 | 预制菜产业园开园 | 食品 | 冷链物流配套齐全，首批12家入驻。
cold | 青岛 | 港口冷链物流中心运营 | 物流、冷链 | 冷库容量10万吨，进口海鲜查验放行更快。
rail | 济南 | 中欧班列集结中心扩容 | 物流、班列 | 全年开行1000列，直达杜伊斯堡。
air | 成都 | 航空发动机叶片项目投产 | 航空航天 | 单晶叶片良率提升到90%。
sat | 青岛 | 卫星地面站建成 | 航空航天、卫星互联网 | 支持低轨卫星互联网测试。
data | 贵阳 | 大数据中心绿色算力招商 | 大数据、算力 | PUE低于1.2，提供GPU集群租赁。
cloud | 贵阳 | 云计算企业总部落户 | 云计算 | 总部将容纳3000名工程师。
5g | 宁波 | 5G全连接工厂入选国家名录 | 5G、工业互联网 | 用MES系统和数字孪生管理产线。
led | 宁波 | LED照明企业转型智能家居 | LED、智能家居 | 灯具企业接入Matter协议。
textile | 宁波 | 纺织印染园区集中供热改造 | 纺织、节能 | 天然气锅炉替代燃煤，能耗下降18%。
chem | 宁波 | 石化基地乙烯装置中交 | 石化 | 120万吨乙烯，下游聚烯烃新材料。
material | 无锡 | 碳纤维新材料产线开建 | 新材料、碳纤维 | T800级碳纤维用于风电叶片和航空。
steel | 沈阳 | 钢铁企业短流程炼钢改造 | 钢铁、节能 | 电炉炼钢减少碳排放。
land-policy | 济南 | 工业用地弹性出让办法印发 | 土地、政策 | 工业用地可按20年弹性出让，先租后让。
tax-policy | 合肥 | 高新技术企业所得税优惠指引 | 政策、税收 | 减按15%税率征收企业所得税。
talent | 成都 | 人才公寓申请指南 | 人才、政策 | 博士可免租三年。
rent | 济南 | 历城标准厂房出租，层高9米 | 厂房、出租 | 单层厂房3000平方米起租，配10吨行车，丙类消防。
rent-2 | 无锡 | 独栋厂房出售出租信息汇总 | 厂房、出租、出售 | 面积1500至8000平方米，50年产权。
office | 成都 | 天府写字楼空置率下降 | 写字楼 | 甲级写字楼租金企稳。
land-sale | 合肥 | 200亩工业用地挂牌 | 土地 | 亩均税收要求30万元，投资强度400万元每亩。
warehouse | 青岛 | 高标仓招租，丙二类消防 | 仓库、出租 | 保税仓与普通仓共6万平方米。
zone-up | 青岛 | 胶州示例开发区升格为国家级经济技术开发区 | 开发区 | 升级后享受国家级经开区政策。
zone-eval | 沈阳 | 全省开发区考核结果公布 | 开发区、考核 | 沈阳示例高新区列第一。
env | 贵阳 | 园区污水处理厂扩容 | 环保 | 日处理能力提升至5万吨。
power | 贵阳 | 增量配电网试点降低电价 | 电力 | 大工业电价每度降低0.05元。
fund | 合肥 | 百亿产业引导基金成立 | 基金、金融 | 合肥模式以投带引，重点投集成电路。
expo | 成都 | 西部博览会签约项目清单 | 会展、签约 | 共签约项目87个，金额1692亿元。
forum | 青岛 | 跨国公司青岛峰会开幕 | 会展、外资 | 来自35个国家的跨国公司参会。
foreign | 无锡 | 德资企业增资扩产 | 外资 | 汉斯传动（示例）增资2亿欧元扩建工厂。
toy | 宁波 | 跨境电商玩具出口增长 | 跨境电商、外贸 | 通过海外仓发货，旺季增长40%。
training | 沈阳 | 校企共建技师学院 | 人才、职业教育 | 订单班每年培养500名数控技师。
water | 济南 | 示例水务公司中标再生水项目 | 环保、水务 | 再生水回用于电厂冷却。
sensor | 无锡 | 物联网传感器小镇开放 | 物联网、传感器 | MEMS传感器中试线对外服务。
laser | 济南 | 激光切割设备企业上市 | 激光、上市 | 森光激光（示例）登陆科创板。
ai | 合肥 | 人工智能语音产业园扩区 | 人工智能 | 大模型企业超过200家。
drone | 成都 | 低空经济试验区获批 | 低空经济、无人机 | 无人机物流航线开通12条。
storage | 合肥 | 独立储能电站并网 | 储能 | 装机100MW、配套200 MWh电芯，占地3.2万平方米。
substation | 苏州 | 园区变电站扩容 | 电力 | 新增两台50MVA主变，供电能力提高到20万千伏安。
clean | 苏州 | 千级洁净厂房整层招租 | 电子信息 | 层高4.2米，双回路供电。
subsidy | 合肥 | 技改设备补助开始申报 | 政策 | 按设备投资额的一成补助，限额500万元。
hazard | 宁波 | 化学品仓储项目核准 | 物流 | 甲类库房六座，储存危险化学品。
"""

#: query | keys of all articles that answer it
QUERIES = """
新能源汽车 | ev-plant
济南高新区 | ev-plant
整车 | ev-plant
锂电池 | battery battery-rec
电池 | battery battery-rec ev-plant
电池回收 | battery-rec
星河动力 | battery
120亿元 | battery
30GWh | battery
氢能 | hydrogen
加氢站 | hydrogen
光伏 | solar
topcon | solar
ＴＯＰＣｏｎ | solar
23.5% | solar
海上风电 | wind
装备制造 | wind robot lathe
叶片 | wind air material
半导体 | chip chip-pack
晶圆 | chip
12英寸 | chip
集成电路 合肥 | chip fund
封装 | chip-pack
AI芯片 | chip-pack
amoled | display
谐波减速器 | robot
远山精密 | robot
五轴 | lathe
数控 | lathe training
生物医药 | bio bio-vaccine
济南 生物医药 | bio
GMP | bio
mRNA | bio-vaccine
医疗器械 政策 | device
预制菜 | food
冷链 | food cold
冷链物流 青岛 | cold
中欧班列 | rail
卫星互联网 | sat
航空 | air sat lathe material
算力 | data
gpu | data
5G | 5g
５Ｇ工厂 | 5g
MES | 5g
工业互联网 | 5g
led | led
印染 | textile
节能改造 | textile steel
乙烯 | chem
碳纤维 | material
炼钢 | steel
工业用地 | land-policy land-sale
弹性出让 | land-policy
所得税 | tax-policy
15%税率 | tax-policy
厂房 出租 | rent rent-2
标准厂房出租 | rent
层高9米 | rent
行车 | rent
写字楼 | office
200亩 | land-sale
仓库出租 | warehouse
国家级经济技术开发区 | zone-up
“示例高新区” | zone-eval
污水处理 | env
电价 | power
引导基金 | fund
1,692亿元 | expo
1692亿 | expo
跨国公司峰会 | forum
德资 | foreign
汉斯传动 | foreign
海外仓 | toy
技师 | training
水务公司 | water
再生水 | water
MEMS传感器 | sensor
科创板 | laser
大模型 | ai
无人机 | drone
低空经济 成都 | drone
成都 签约 | expo
青岛 物流 | cold
济南有哪些氢能项目 | hydrogen
无锡厂房 | rent-2
100MW | storage
MW | storage
10万千瓦 | storage
200MWh | storage
200兆瓦时 | storage
32000㎡ | storage
30吉瓦时 | battery
50兆伏安 | substation
3000㎡ | rent
3000平方米 | rent
1.2亿吨 钢铁 | steel
濟南氫能 | hydrogen
新能源汽車 | ev-plant
鋰電池回收 | battery-rec
碳纖維 | material
冷庫 | cold
济南厂房 | rent
青岛冷库 | cold
无锡厂房出售 | rent-2
合肥储能项目 | storage
无尘厂房 | clean
无尘厂房出租 | clean
起重机 | rent
设备补贴 | subsidy
危化品 储存 | hazard
危化项目 | hazard
库房出租 | warehouse
太阳能 | solar
"""

#: key | city | zone | industries | on its card | description | entry rules | facts
ZONES = """
minghu | 济南 | 济南明湖智造产业园（示例） | 高端装备、电子信息 | \
    以精密加工为主的标准厂房园区。 | 一期标准厂房可装 10 吨行车。 | 涉及电镀的，先发工艺流程。 | clear_height_m=9
queshan | 济南 | 济南鹊山智慧物流园（示例） | 现代物流 | \
    高标仓、分拨场并列布置。 | 另有 8000 ㎡ 三温区冷库，按托盘计费。 |  | power_kva=2500
baihua | 济南 | 济南百花生物医药谷（示例） | 生物医药、检测服务 | \
    带排水排风条件的研发与中试空间。 | 公共实验平台可做理化检测，一层为净化车间。 | 不接收有动物实验的企业。 |
haiwan | 青岛 | 青岛海湾装备产业园（示例） | 高端装备、新能源 | \
    码头直达的重型厂房。 | 两跨厂房层高 19 米。 |  | crane_t=100 clear_height_m=19
fushan | 青岛 | 青岛浮山湾冷链食品园（示例） | 食品加工、现代物流 | \
    冷库与食品厂房在一处。 | 预制菜企业可用中央厨房。 |  |
yongjiang | 宁波 | 宁波甬江湾模具产业园（示例） | 高端装备 | \
    注塑、压铸模具企业集中。 | 试模车间按小时出租。 |  |
dongqian | 宁波 | 宁波东钱谷新材料产业园（示例） | 新材料 | \
    中试到量产的厂房。 | 危废暂存由园区统一管理。 | 亩均税收须达到约定。 | tax_per_mu_10k=25
ludang | 苏州 | 苏州芦荡电子信息产业园（示例） | 电子信息、数字经济 | \
    三期厂房可分层租用。 | 二期有千级洁净厂房。 | 蚀刻、电镀等湿法工序不在接收范围。 |
chaowan | 合肥 | 合肥巢湾储能产业园（示例） | 新能源 | \
    电芯、系统集成企业为主。 | 园区自建变电站，另有写字楼。 |  | power_kva=8000 fire_class=丁
"""

#: query | keys of the zones that stand first, in any order; none if no zone is to be shown
ZONE_QUERIES = """
济南厂房 | minghu
济南有哪些园区 | minghu queshan baihua
宁波模具 | yongjiang
冷库出租 | fushan queshan
明湖园区 | minghu
青岛冷库 | fushan
苏州电子信息 | ludang
济南生物医药园区 | baihua
合肥储能项目 | chaowan
宁波新材料产业园 | dongqian
济南物流园 | queshan
层高9米 | minghu
9米层高 | minghu
10吨行车 | minghu
100吨行车 青岛 | haiwan
甬江湾 | yongjiang
电镀 | minghu
三温区 | queshan
亩均税收 | dongqian
丁类厂房 | chaowan
我想找济南的厂房 | minghu
青岛哪里有冷库 | fushan
宁波有没有模具园区 | yongjiang
苏州厂房招租 | ludang
合肥厂房 | chaowan
濟南廠房 | minghu
寧波模具 | yongjiang
冷庫出租 | fushan queshan
明湖智造 | minghu
供电8000kVA | chaowan
无尘厂房 | ludang
10吨起重机 | minghu
100吨起重机 | haiwan
青岛天车 | haiwan
中央厨房 | fushan
仓库 | queshan
库房 | queshan
济南仓库 | queshan
仓储 | queshan
办公室 | chaowan
租办公室 | chaowan
办公楼出租 | chaowan
宁波小面积厂房出租 | dongqian
合肥大面积厂房 | chaowan
蚀刻 |
动物实验 |
AI |
ei |
an |
wan |
化工园区 |
济南宠物 |
宠物医院出租 |
哪里有足球场 |
"""


# Slips: what was typed | what was meant, all of which must be offered | the words put right, where one can tell.
MISSPELT = """
济楠 | 济南 | 济南
jinan | 济南 | 济南
青导 物流 | 青岛 | 青岛 物流
新能愿汽车 | 新能源汽车 | 新能源汽车
xinnengyuan 厂房 | 新能源汽车 | 新能源 厂房
光福 | 光伏 | 光伏
光服 合肥 | 光伏 | 光伏 合肥
济楠 请能 | 济南 氢能 | 济南 氢能
生物医要 | 生物医药 | 生物医药
生物医遥 加速器 | 生物医药 | 生物医药 加速器
机成电路 | 集成电路 | 集成电路
集成电鹿 合肥 | 集成电路 | 集成电路 合肥
工业互连网 | 工业互联网 | 工业互联网
工业互连网 工厂 | 工业互联网 | 工业互联网 工厂
跨镜电商 | 跨境电商 | 跨境电商
跨镜电伤 宁波 | 跨境电商 | 跨境电商 宁波
装备职造 沉阳 | 装备制造 沈阳 | 装备制造 沈阳
qingdao 冷恋 | 青岛 冷链 | 青岛 冷链
碳仟维 无希 | 碳纤维 无锡 | 碳纤维 无锡
医疗起械 政策 | 医疗器械 | 医疗器械 政策
航空行天 成都 | 航空航天 | 航空航天 成都
集成店路 芯片 | 集成电路 | 集成电路 芯片
济南光福项目 | 光伏 |
我想找济楠的厂仿 | 济南 厂房 |
"""


def rows(text):
    """The lines of a table above, each as its list of cells."""
    return [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
