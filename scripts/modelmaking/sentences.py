"""Sentences for setting activation scales and for the check at the end; written for this script."""

CHINESE = (
    "无锡是江苏省的地级市，位于长江三角洲，南临太湖，京杭大运河穿城而过。",
    "2023年第三季度，该公司营业收入同比增长12.5%，净利润达到3.4亿元人民币。",
    "太湖的面积有多大？湖里主要出产哪些水产？",
    "經濟部昨日公布最新統計，出口金額較去年同期減少，但半導體產業仍維持成長。",
    "李白（701年—762年），字太白，号青莲居士，唐代诗人，与杜甫并称“李杜”。",
    "专家表示：“新疫苗的保护率约为九成，副作用轻微。”记者从发布会上获悉。",
    "本院认为，被告人的行为已构成盗窃罪，依法判处有期徒刑一年，并处罚金。",
    "這座教堂建於十九世紀末，採用哥德式風格，現為市定古蹟，開放民眾參觀。",
    "华为Mate 60 Pro搭载麒麟9000S芯片，支持5G网络和卫星通话功能。",
    "光合作用把二氧化碳和水转化为葡萄糖，并释放氧气。",
    "球队在客场以2:1逆转取胜，凭借前锋在第87分钟的头球锁定胜局。",
    "谁发明了活字印刷术？它是在哪个朝代出现的？",
)
ENGLISH = (
    "The city council approved a new budget for public schools on Monday.",
    "Who invented the steam engine, and in which year was it first used in a factory?",
    "Photosynthesis converts carbon dioxide and water into glucose and oxygen.",
    "The company reported quarterly revenue of 3.2 billion dollars, up 14% from last year.",
)
