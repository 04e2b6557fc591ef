//! The table of projects: what filters, words and orders select, and what bad addresses do.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod city;

use axum::http::StatusCode;
use city::{City, encode, wan};
use qinghuo_domain::{Attribute, ProjectId, command::Command, figure::DispatchFigure};
use qinghuo_sheet::{grid::Cell, open::Limits};

#[tokio::test]
async fn addresses_select_and_order() {
    let city = City::small();
    // Lights at the end of October (5/6 of the year): P1 66.7 % is yellow, P2 16.7 % red, P3 done, P4 silent, P5 has no plan.
    let table = [
        ("", "P2 P1 P4 P3 P5"),
        ("light=red", "P2"),
        ("light=red&light=yellow", "P2 P1"),
        ("light=not-applicable", "P5"),
        ("phase=construction&sort=number", "P1 P2 P3 P4"),
        ("phase=planning&sort=number", ""),
        ("phase=-", "P5"),
        ("nature=new_start", "P3"),
        ("place=历下区", "P2"),
        ("place=历下区&place=章丘区", "P2 P5"),
        ("place=历下区&light=green", ""),
        ("list=2024/city/重点实施类", "P1"),
        ("list=-&sort=number", "P2 P3 P4 P5"),
        ("unit=历城", "P4"),
        ("unit=城投 集团&sort=-number", "P5 P4 P3 P2 P1"),
        ("sort=place", "P2 P3 P4 P1 P5"),
        ("sort=-total", "P2 P1 P4 P3 P5"),
        ("sort=total", "P5 P3 P4 P1 P2"),
        ("sort=completion", "P2 P4 P1 P3 P5"),
        ("sort=-completion", "P3 P1 P4 P2 P5"),
        ("sort=gap", "P2 P1 P4 P3 P5"),
        // By sound: ChangQing, LiXia, LNG, LvDi, ShiZhong.
        ("sort=name", "P1 P2 P4 P5 P3"),
        ("sort=nature,-plan", "P5 P3 P2 P1 P4"),
    ];
    for (address, want) in table {
        let address = address.split('&').map(|pair| match pair.split_once('=') {
            Some((name, value)) => format!("{name}={}", encode(value)),
            None => pair.to_owned(),
        });
        let address = format!("/projects?{}", address.collect::<Vec<_>>().join("&"));
        let answer = city.get(&address).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}");
        assert_eq!(answer.rows().join(" "), want, "{address}");
    }
}

#[tokio::test]
async fn words_find_projects() {
    let city = City::small();
    city.tell(
        "2024-03-01",
        Command::ReviseProject {
            project: ProjectId(3),
            set: vec![Attribute::Name(Some("泉城医院新院区".into()))],
            seen: None,
            reason: None,
        },
    );
    for (words, want) in [
        ("智能", "P1"),
        ("大学城 制造", "P1"),
        ("大学城 医院", ""),
        ("changqing", "P1"),
        ("zhangqing", "P1"),
        ("cqdxc", "P1"),
        ("YINHANG", "P2"),
        ("yhzb", "P2"),
        // A former name still finds it.
        ("市中医院", "P3"),
        ("quancheng", "P3"),
        ("lng", "P4"),
        ("ｌｎｇ", "P4"),
        ("tiaofeng", "P4"),
        ("lvdi", "P5"),
        ("2403-370103", "P3"),
        ("370102-04-05-000002", "P2"),
        ("p4", "P4"),
        ("P4 lng", "P4"),
        ("P4 yinhang", ""),
        ("%", ""),
        ("<script>", ""),
    ] {
        let answer = city.get(&format!("/projects?q={}", encode(words))).await;
        assert_eq!(answer.rows().join(" "), want, "{words}");
    }
}

#[tokio::test]
async fn a_page_holds_forty_and_says_where_one_is() {
    let city = City::empty();
    for number in 1..=101 {
        city.tell(
            "2024-01-02",
            Command::RegisterProject { set: vec![Attribute::Name(Some(format!("项目{number}").into()))] },
        );
    }
    for (address, first, count) in [
        ("/projects?sort=number", "P1", 40),
        ("/projects?sort=number&page=2", "P41", 40),
        ("/projects?sort=number&page=3", "P81", 21),
        // Beyond the last page is the last page.
        ("/projects?sort=number&page=9", "P81", 21),
        ("/projects?sort=-number&per_page=3", "P101", 3),
        ("/projects?sort=number&per_page=50", "P1", 50),
    ] {
        let rows = city.get(address).await.rows();
        assert_eq!((rows[0].as_str(), rows.len()), (first, count), "{address}");
    }
    let second = city.get("/projects?sort=number&page=2").await;
    assert!(second.text().contains("第 41–80 个，共 101 个"));
    assert!(second.text().contains("href=\"/projects?sort=number&#38;page=3\""), "links keep the order");
}

#[tokio::test]
async fn parts_that_are_not_understood_are_named_and_the_page_stays_usable() {
    let city = City::small();
    let answer = city.get("/projects?as_of=2024-02-30&light=red&phase=flying&fbclid=x").await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(answer.rows(), ["P2"]);
    for words in ["as_of 不是日期：“2024-02-30”", "phase 没有这个值：“flying”"] {
        assert!(answer.text().contains(words), "{words}");
    }
    // What others hang on an address is left out as well, which is said, and no fault.
    assert!(answer.text().contains("没有这个参数：fbclid"));
    assert_eq!(city.get("/projects?fbclid=x").await.status, StatusCode::OK);
    // A workbook of another selection than was meant would be taken for the right one.
    for file in [
        "/projects.xlsx",
        "/cockpit.xlsx",
        "/board.xlsx",
        "/bulletin.docx",
        "/items.xlsx",
        "/bottlenecks.xlsx",
    ] {
        for fault in ["as_of=2024-02-30", "colour=red", "as_of=banana"] {
            let answer = city.get(&format!("{file}?{fault}")).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{file}?{fault}");
        }
        assert_eq!(city.get(&format!("{file}?as_of=2024-11-01")).await.status, StatusCode::OK, "{file}");
    }
    for page in
        ["/bulletin", "/wall", "/migrations", "/map", "/totals", "/dispatch", "/", "/items", "/bottlenecks"]
    {
        let answer = city.get(&format!("{page}?as_of=banana")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{page}");
        assert!(answer.text().contains("as_of 不是日期：“banana”"), "{page}");
    }
}

#[tokio::test]
async fn the_band_sums_the_selection_and_links_to_it() {
    let city = City::small();
    let all = city.get("/projects").await;
    assert!(all.text().contains("href=\"/projects?light=red\""));
    assert!(all.text().contains("2024年10月"), "the month dispatched last is stated");
    let some = city.get(&format!("/projects?place={}", encode("历下区"))).await;
    for figure in
        [">1.2<small> 亿元", ">0.24<small> 亿元", ">16.67%", ">83.33%", ">\u{2212}66.66<small> 百分点"]
    {
        assert!(some.text().contains(figure), "{figure}");
    }
}

#[tokio::test]
async fn the_city_is_seen_as_of_any_day_and_as_it_was_known() {
    let city = City::small();
    let june = city.get("/projects?as_of=2024-07-01").await;
    assert!(june.text().contains("截至 2024-07-01"));
    assert!(june.text().contains("2024年6月"));
    // At mid-year every figure was on schedule.
    assert_eq!(
        city.get("/projects?as_of=2024-07-01&light=green&sort=number").await.rows(),
        ["P1", "P2", "P3", "P4"]
    );
    let before = city.get("/projects?known_at=2024-01-01").await;
    assert!(before.text().contains("按 2024-01-01 23:59 前所知"));
    assert_eq!(before.rows(), [""; 0]);
    assert!(before.text().contains("href=\"/projects\""), "a way back to now");
    // Links to projects keep the moment.
    assert!(june.text().contains("href=\"/projects/P1?as_of=2024-07-01\""));
}

#[tokio::test]
async fn an_empty_city_says_how_to_fill_it() {
    let answer = City::empty().get("/projects").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.text().contains("href=\"/imports/new\""));
}

#[tokio::test]
async fn the_workbook_holds_exactly_the_selection() {
    let city = City::small();
    let workbook = |address: &'static str| city.get(address);
    let all = workbook("/projects.xlsx").await;
    assert_eq!(
        all.header("content-type"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    );
    assert_eq!(all.header("content-disposition"), "attachment; filename=\"projects-2024-11-24.xlsx\"");
    assert_eq!(&all.bytes[..2], b"PK");
    let one = workbook("/projects.xlsx?light=red").await;
    let read = qinghuo_sheet::open::open(&one.bytes, &Limits::default()).unwrap();
    // Title, note and headings above, the sum below.
    let names: Vec<String> =
        read.sheets[0].rows.iter().filter_map(|row| row.cell(1)).map(Cell::show).collect();
    assert_eq!(names, ["项目名称", "历下银行总部大楼", "合计 1 个项目"]);
}

/// What is kept between requests must never be seen: the same city behind a router that remembers nothing shows the same pages.
#[tokio::test]
async fn what_is_remembered_is_what_would_be_computed() {
    let city = City::small();
    let revise = |project, attribute| Command::ReviseProject {
        project: ProjectId(project),
        set: vec![attribute],
        seen: None,
        reason: None,
    };
    let dispatch = |month: &str, done| Command::FileDispatch {
        project: ProjectId(4),
        month: month.parse().unwrap(),
        figure: DispatchFigure { done_this_year: Some(wan(done)), ..DispatchFigure::default() },
        reason: Some("补报".into()),
    };
    let commands = [
        revise(1, Attribute::District(Some("新区".into()))),
        revise(2, Attribute::Owner(Some("历城新业主".into()))),
        revise(3, Attribute::Name(Some("啊".into()))),
        Command::RegisterProject {
            set: vec![Attribute::Name(Some("新项目".into())), Attribute::Class(Some("民生".into()))],
        },
        dispatch("2024-10", 700),
        // A later month than any before: every light is judged anew.
        dispatch("2024-11", 800),
        Command::MergeProjects { keep: ProjectId(1), absorb: ProjectId(2), reason: "同一项目".into() },
        Command::SplitPackage {
            project: ProjectId(5),
            parts: vec![
                vec![Attribute::Name(Some("一标段".into()))],
                vec![Attribute::Name(Some("二标段".into()))],
            ],
            reason: "分包".into(),
        },
        Command::LeaveList { project: ProjectId(1), list: city::list(), reason: "调出".into() },
    ];
    let pages = [
        "/projects",
        "/projects?unit=%E5%8E%86%E5%9F%8E&sort=place",
        "/projects?as_of=2024-07-01",
        "/totals?by=list",
    ];
    for page in pages {
        city.get(page).await;
    }
    for command in commands {
        city.tell("2024-11-24", command.clone());
        let fresh = city.again();
        for page in pages {
            assert_eq!(city.get(page).await.text(), fresh.get(page).await.text(), "{page} after {command:?}");
        }
    }
}

#[tokio::test]
async fn columns_and_several_orders_are_chosen_by_the_address() {
    let city = City::small();
    let page = city.get("/projects?column=period,industry&sort=nature,-total").await;
    let heads: Vec<&str> = page
        .text()
        .split("<th scope=\"col\" class=\"c-")
        .skip(1)
        .map(|rest| rest.split(['"', ' ']).next().unwrap())
        .collect();
    assert_eq!(heads, ["light", "name", "period", "industry"]);
    assert_eq!(page.rows(), ["P5", "P3", "P2", "P1", "P4"], "by nature, then by the larger total");
    // What a form sends part by part is the same selection as the link.
    let form = city.get("/projects?column=period&column=industry&sort=nature&sort=-total&sort=").await;
    assert_eq!(form.rows(), page.rows());
    for address in ["/projects?column=size", "/projects?column=name", "/projects.xlsx?column=size"] {
        assert_eq!(city.get(address).await.status, StatusCode::BAD_REQUEST, "{address}");
    }
    let dates = city.get("/projects?column=started_on&sort=-started_on,number").await;
    assert_eq!(dates.rows(), ["P1", "P2", "P3", "P4", "P5"], "what is not known comes last");
}

#[tokio::test]
async fn views_are_kept_under_a_name_by_who_acts() {
    let city = City::small();
    let kept = city.post("/projects/views?light=red&sort=-gap&page=2", &[("name", "红灯")]).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER);
    let cookie = kept.header("set-cookie").split(';').next().unwrap().to_owned();
    assert!(cookie.starts_with("qinghuo_views="));
    let with = async |actor: &str, address: &str| {
        let cookies = format!("{cookie}; qinghuo_actor={}", encode(actor));
        let request =
            axum::http::Request::get(address).header("cookie", cookies).header("accept-language", "zh");
        city.ask(request.body(axum::body::Body::empty()).unwrap()).await
    };
    let mine = with("王芳", "/projects").await;
    assert!(
        mine.text().contains("<a href=\"/projects?light=red&#38;sort=-gap\">红灯</a>"),
        "the first page of it"
    );
    assert!(!with("李明", "/projects").await.text().contains("红灯</a>"), "another's views are another's");
    let here = with("王芳", "/projects?light=red&sort=-gap").await;
    assert!(here.text().contains("aria-current=\"page\">红灯"));
    for (name, words) in [("", "起个名字"), (&*"长".repeat(21), "不超过 20 个字")] {
        let refused = city.post("/projects/views?light=red", &[("name", name)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text().contains(words), "{name}");
        assert_eq!(refused.rows(), ["P2"], "the same selection comes back");
        assert_eq!(refused.header("set-cookie"), "");
    }
    let forgotten = city.post("/projects/views", &[("forget", "红灯")]).await;
    assert!(forgotten.header("set-cookie").starts_with("qinghuo_views=;"));
}

/// A place, an industry, a chain or a list: the instruments over exactly its projects.
#[tokio::test]
async fn a_part_of_the_city_has_its_page() {
    let city = City::small();
    city.revise(1, vec![Attribute::ChainNodes(Some(vec!["激光装备".into(), "数控机床".into()]))]);
    for (address, ids) in [
        (format!("/places/{}", encode("历下区")), "P2"),
        (format!("/lists/2024/city/{}", encode("重点实施类")), "P1"),
        (format!("/chains/{}", encode("数控机床")), "P1"),
        (format!("/places/{}?light=green", encode("历下区")), ""),
        // In the dictionary, and without projects.
        (format!("/places/{}", encode("平阴县")), ""),
    ] {
        let page = city.get(&address).await;
        assert_eq!(page.status, StatusCode::OK, "{address}");
        assert_eq!(page.rows().join(" "), ids, "{address}");
    }
    for address in
        ["/places/nowhere", "/industries/nowhere", "/chains/nowhere", "/lists/nowhere", "/lists/2024/city/x"]
    {
        assert_eq!(city.get(address).await.status, StatusCode::NOT_FOUND, "{address}");
    }
    let page = city.get(&format!("/places/{}?as_of=2024-07-01", encode("历下区"))).await;
    let narrowed = "place=历下区&#38;as_of=2024-07-01";
    for path in ["/projects", "/board", "/board/month", "/compare"] {
        assert!(page.text().contains(&format!("href=\"{path}?{narrowed}\"")), "{path}");
    }
    let totals = city.get("/totals?by=chain").await;
    assert!(totals.text().contains("href=\"/chains/数控机床\""));
}

/// A package is listed, marked, and counted nowhere: menus, months and groups count what the sums count.
#[tokio::test]
async fn a_package_is_listed_with_a_mark_and_counted_nowhere() {
    let city = City::small();
    let part =
        |name: &str| vec![Attribute::Name(Some(name.into())), Attribute::District(Some("长清区".into()))];
    let parts = vec![part("一期"), part("二期")];
    city.tell(
        "2024-11-01",
        Command::SplitPackage { project: ProjectId(1), parts, reason: "分期实施".into() },
    );
    let page = city.get("/projects").await;
    let text = page.text();
    assert!(text.contains("长清区 (2)"), "the menu counts the parts");
    assert_eq!(text.matches("打包项目，不计入合计").count(), 1);
    assert_eq!(page.rows().len(), 7);
    assert!(city.get("/projects/P1").await.text().contains("打包项目，不计入合计"));
    let dispatch = city.get("/dispatch").await;
    assert!(dispatch.text().contains("全部 6"), "{}", dispatch.text());
    assert!(dispatch.text().contains("打包项目，不计入合计"));
    let board = city.get("/api/v1/board").await.json();
    let counted: u64 =
        board["groups"].as_array().unwrap().iter().map(|group| group["count"].as_u64().unwrap()).sum();
    assert_eq!(counted, 6);
}

/// 未报 is one number: what the cockpit calls so is what the dispatch asks for; what need not be filed is another.
#[tokio::test]
async fn what_is_due_and_not_filed_is_what_the_light_misses() {
    let city = City::small();
    let cockpit = city.get("/api/v1/cockpit").await.json();
    let unknown = cockpit["sums"]["lights"]["unknown"].as_u64().unwrap();
    let dispatch = city.get("/dispatch").await;
    assert!(unknown > 0 && dispatch.text().contains(&format!("应报未报 {unknown}")), "{}", dispatch.text());
    assert!(dispatch.text().contains("无须填报 1") && dispatch.text().contains("全部 5"));
}

#[tokio::test]
async fn a_choice_counts_what_the_other_filters_leave() {
    let city = City::small();
    for address in [
        "/projects?light=red",
        "/projects?place=%E5%8E%86%E4%B8%8B%E5%8C%BA&light=red",
        "/?phase=construction",
        "/projects?q=P1",
    ] {
        let page = city.get(address).await;
        let (path, query) = address.split_once('?').unwrap();
        for select in page.text().split("<select class=\"form-select\" name=\"").skip(1) {
            let name = select.split('"').next().unwrap();
            let select = select.split("</select>").next().unwrap();
            for option in select.split("<option value=\"").skip(2) {
                let value = option.split('"').next().unwrap().replace("&#38;", "&");
                let Some((_, count)) = option.split("</option>").next().unwrap().rsplit_once('(') else {
                    continue;
                };
                let count: usize = count.trim_end_matches(')').parse().unwrap();
                let others = query.split('&').filter(|pair| !pair.starts_with(&format!("{name}=")));
                let query: Vec<String> =
                    others.map(str::to_owned).chain([format!("{name}={}", encode(&value))]).collect();
                let body = city.get(&format!("/api/v1/projects?{}", query.join("&"))).await.json();
                assert_eq!(body["selected"].as_u64(), Some(count as u64), "{path} {address}: {name}={value}");
            }
        }
    }
}
