"""Tables in the shape in which workspaces write them; all that is in them is made up."""

# ruff: noqa: E501
LINEAR = """"ID","Team","Title","Description","Status","Estimate","Priority","Project ID","Project","Creator","Assignee","Labels","Cycle Number","Cycle Name","Cycle Start","Cycle End","Created","Updated","Started","Triaged","Completed","Canceled","Archived","Due Date","Parent issue","Initiatives","Project Milestone ID","Project Milestone","SLA Status","UUID","Time in status (minutes)","Related to","Blocked by","Duplicate of"
"GDL-1","GDL","Rebuild pages","'- one
- two","In Progress","3","High","uuid-1","Site","Ada","Ada","seo, ready","","","","","Wed May 13 2026 11:21:41 GMT+0000 (GMT+00:00)","Wed Jul 01 2026 11:51:28 GMT+0000 (GMT+00:00)","Thu May 14 2026 09:00:00 GMT+0000 (GMT+00:00)","","","","","Thu Jun 25 2026 23:00:00 GMT+0000 (GMT+00:00)","","","","","","u1","10","GDL-2, GDL-3","",""
"GDL-2","GDL","Child","","Shipped","","No priority","","","Ada","Ada","","","","","","Wed May 13 2026 11:25:00 GMT+0000 (GMT+00:00)","Wed Jul 01 2026 12:10:54 GMT+0000 (GMT+00:00)","","","Wed Jul 01 2026 12:10:54 GMT+0000 (GMT+00:00)","","","","GDL-1","","","","","u2","5","GDL-1","GDL-4",""
"GDL-3","GDL","Twin","","Duplicate","","Low","","","Ada","","","","","","","2026-05-13T11:30:00.000Z","2026-05-20T10:00:00.000Z","","","","2026-05-20T10:00:00.000Z","","","","","","","","u3","1","","","GDL-1"
"GDL-4","GDL","Archived one","","QA Check","","Urgent","","","Ada","","ops","","","","","2026-05-13T11:30:00.000Z","","","","","","2026-05-21T14:10:53.000Z","","","","","","","u4","2","","",""
"""
CLICKUP = r"""Task ID,Task Link,Task Type,Task Name,Task Content,Status,Date Created,Date Created Text,Due Date,Due Date Text,Start Date,Start Date Text,Parent ID,Subtasks IDs,Attachments,Assignees,Tags,Priority,List Name,Folder Name/Path,Space Name,Time Estimated,Time Estimated Text,Checklists,Comments,Assigned Comments,Time Spent,Time Spent Text,Effort
a1,https://app.clickup.com/t/a1,Task,Pitch,First line.\nSecond line.,in progress,1774117017690,"3/21/2026, 6:16 PM",1775293200000,"4/4/2026, 9:00 AM",null,null,null,a2,"[{""title"":""plan.pdf"",""url"":""https://files.example.com/plan.pdf""}]","[Ada Lovelace, Bob]","[press, books]",1,Publicity,"[""PR""]",Agency,5400000,1 h 30 m,"{""Steps"":[""Hook"",""Bio""]}","[{""text"":""Sent."",""by"":""ada@example.com"",""assigned"":false,""date"":""3/25/2026, 9:00:00 AM CDT"",""resolved"":""N/A""},{""text"":""Drafts."",""by"":""ada@example.com"",""assigned"":false,""date"":""3/24/2026, 1:20:14 PM CDT""}]",[],null,null,7
a2,https://app.clickup.com/t/a2,Task,Podcasts,,complete,1774117104891,,null,null,null,null,a1,,[],[],[],null,Publicity,"[""PR""]",Agency,null,null,{},[],[],null,null,
b1,https://app.clickup.com/t/b1,Task,Reel,,to do,1774117104891,,null,null,null,null,null,,[],[],[],4,Posts,"[""Social""]",Agency,null,null,{},[],[],null,null,
"""
MONDAY = [
    ["Launch plan"],
    ["Everything for the launch"],
    [],
    ["This week"],
    ["Name", "Subitems", "Person", "Status", "Date", "Files"],
    ["Write copy", "Draft, Proof", "Ada Lovelace, Bob", "Working on it", "2026-09-05", ""],
    ["Subitems", "Name", "Owner", "Status", "Date", "Hours"],
    ["", "Draft", "Ada Lovelace", "Done", "2026-09-01", 3],
    ["", "Proof", "Bob", "", "", ""],
    ["Book hall", "", "", "Done", "", ""],
    [],
    ["Later"],
    ["Name", "Subitems", "Person", "Status", "Date", "Files"],
    ["Party", "", "", "Stuck", "", ""],
]
JIRA_CLOUD = """Summary,Issue key,Issue id,Issue Type,Status,Project key,Project name,Priority,Resolution,Assignee,Assignee Id,Reporter,Reporter Id,Created,Updated,Resolved,Due date,Votes,Labels,Labels,Description,Watchers,Watchers,Watchers Id,Watchers Id,Original estimate,Time Spent,Outward issue link (Blocks),Custom field (Epic Link),Custom field (Start date),Parent,Parent key,Parent summary,Comment,Comment,Status Category,Sprint
Epic of sale,SHOP-9,10009,Epic,To Do,SHOP,Web shop,Medium,,,,Bob,557058:b,05/sept./26 10:12,06/sept./26 13:00,,,0,,,"h2. Why
*all* of it",,,,,,,,,,,,,,,To Do,
Sign in fails,SHOP-1,10001,Bug,In Review,SHOP,Web shop,Highest,,Ada Lovelace,557058:a,Bob,557058:b,05/sept./26 10:12,06/sept./26 13:00,,07/sept./26,2,login,web,"ask [~accountid:557058:a]",Cleo,Bob,557058:c,557058:b,28800,5400,SHOP-9,,2026-09-01,10009,SHOP-9,Epic of sale,05/sept./26 11:00;557058:c;Seen; {{twice}},,In Progress,Sprint 1
Sub,SHOP-2,10002,Sub-task,Done,SHOP,Web shop,Low,Done,,,Bob,557058:b,05/sept./26 10:12,06/sept./26 13:00,06/sept./26 13:00,,0,,,,,,,,,,,,,10001,SHOP-1,,,,Done,
"""
JIRA_GERMAN = """Zusammenfassung;Vorgangsschlüssel;Vorgangs-ID;Vorgangstyp;Status;Priorität;Zugewiesene Person;Erstellt;Aktualisiert;Erledigt;Fälligkeitsdatum;Stichwörter;Stichwörter;Beschreibung;Kommentar
Anmelden geht nicht;SHOP-1;10001;Fehler;In Arbeit;Hoch;Ada;05.09.2026 10:12;06.09.2026 13:00;;07.09.2026;login;web;Text;"05.09.2026 11:00;Ada;Gesehen; zweimal"
"""
REDMINE_GERMAN = """#;Projekt;Tracker;Übergeordnete Aufgabe;Status;Priorität;Thema;Autor;Zugewiesen an;Aktualisiert;Kategorie;Zielversion;Beginn;Abgabedatum;Geschätzter Aufwand;% erledigt;Angelegt;Beschreibung
5;Site;Feature;;Neu;Hoch;Plan der Seite;Bob;Ada Lovelace;06.01.2026 10:00;Karten;1.0;05.01.2026;25.01.2026;2,50;40;05.01.2026 10:00;"Ein Plan, größer"
6;Site;Fehler;Feature #5;Erledigt;Normal;Symbole;Bob;;06.01.2026 10:00;;;;;;100;05.01.2026 10:00;
"""
REDMINE_JAPANESE = """#,プロジェクト,トラッカー,親チケット,ステータス,優先度,題名,作成者,担当者,更新日,カテゴリ,対象バージョン,開始日,期日,予定工数,進捗率,作成日
5,Site,機能,,新規,高め,地図,Bob,Ada,2026/01/06 10:00,,,2026/01/05,2026/01/25,2.5,40,2026/01/05 10:00
"""
OPENPROJECT_GERMAN = """ID,Typ,Thema,Status,Zugewiesen an,Priorität,Anfangstermin,Endtermin,% abgeschlossen,Übergeordnetes Arbeitspaket
3,Feature,Karte,In Bearbeitung,Ada,Hoch,01.02.2026,01.03.2026,40,
4,Task,Symbole,Neu,,Normal,,,0,Feature #3: Karte
"""
ASANA_OLD = """Task ID,Created At,Completed At,Last Modified,Name,Assignee,Assignee Email,Due Date,Tags,Notes,Projects,Parent Task
1,2018-01-05,,2018-02-01,Hall:,,,,,,Spring fair,
2,2018-01-05,,2018-02-01,Ask the mayor,Ada,ada@example.com,2018-03-01,,,Spring fair,
3,2018-01-05,2018-01-20,2018-02-01,Posters:,,,,,,Spring fair,
4,2018-01-05,2018-01-20,2018-02-01,"Draw, print",,,,,,Spring fair,
"""
ASANA_LINKED = """Task ID,Created At,Completed At,Last Modified,Name,Section/Column,Assignee,Assignee Email,Start Date,Due Date,Tags,Notes,Projects,Parent task,Blocked By (Dependencies),Blocking (Dependencies)
1,2026-01-05,,2026-02-01,"Draw, print",To do,,,,,,,Spring fair,,,Hang up
2,2026-01-05,,2026-02-01,Hang up,To do,,,,,,,Spring fair,,"Draw, print",
3,2026-01-05,,2026-02-01,Look,To do,,,,,,,Spring fair,,"Hang up,Somebody else's",
"""
