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
# As Jira Server has it: no categories of statuses, no key of the parent, and the day of resolution twice.
JIRA_SERVER = """Summary,Issue key,Issue id,Parent id,Issue Type,Status,Project key,Project name,Project type,Project lead,Project description,Project url,Priority,Resolution,Assignee,Reporter,Creator,Created,Updated,Last Viewed,Resolved,Resolved,Component/s,Component/s,Due Date,Votes,Custom field (Epic Link),Custom field (Development),Comment
Old,SHOP-2,10002,10001,Sub-task,Resolved,SHOP,Web shop,software,ada,The shop,https://shop.example.com,Minor,Fixed,bob,bob,bob,12/Apr/26 3:30 PM,13/Apr/26 9:01 AM,,14/Apr/26 9:00 AM,14/Apr/26 9:00 AM,Backend,,,0,,{},
Stuck,SHOP-4,10004,,Task,In Progress,SHOP,Web shop,software,ada,The shop,https://shop.example.com,Major,Unresolved,,bob,bob,12/Apr/26 3:30 PM,13/Apr/26 9:01 AM,,,,,,,0,SHOP-9,{},
Sign in,SHOP-1,10001,,Bug,Open,SHOP,Web shop,software,ada,The shop,https://shop.example.com,Critical,Unresolved,ada,bob,bob,12/Apr/26 3:30 PM,13/Apr/26 9:01 AM,,,,Backend,Frontend,15/Jul/26 12:00 AM,2,,{},12/Apr/26 3:30 PM;ada;Looks good
Again,SHOP-3,10003,,Task,Reopened,SHOP,Web shop,software,ada,The shop,https://shop.example.com,Trivial,Unresolved,,bob,bob,12/Apr/26 3:30 PM,13/Apr/26 9:01 AM,,,,,,,0,,{},
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
PLANNER_GERMAN = [
    [
        "Aufgaben-ID",
        "Aufgabenname",
        "Bucketname",
        "Status",
        "Priorität",
        "Zugewiesen an",
        "Erstellt von",
        "Erstellungsdatum",
        "Fälligkeitsdatum",
        "Verspätet",
        "Abgeschlossen am",
        "Abgeschlossene Prüflistenelemente",
        "Prüflistenelemente",
    ],
    [
        "xYz1",
        "Tür streichen",
        "Haus",
        "In Arbeit",
        "Wichtig",
        "Ada;Bob",
        "Ada",
        "05.01.2026",
        "26.12.2026",
        "Falsch",
        "",
        "1/2",
        "Farbe;Pinsel",
    ],
    [
        "xYz2",
        "Mähen",
        "Garten",
        "Abgeschlossen",
        "Niedrig",
        "",
        "Ada",
        "05.01.2026",
        "",
        "Falsch",
        "06.01.2026",
        "2/2",
        "a;b",
    ],
]
PROJECT = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Project xmlns="http://schemas.microsoft.com/project"><SaveVersion>14</SaveVersion><Name>plan.xml</Name><Title>Move</Title>
<ExtendedAttributes><ExtendedAttribute><FieldID>188743731</FieldID><FieldName>Text1</FieldName><Alias>Room</Alias></ExtendedAttribute></ExtendedAttributes>
<Tasks><Task><UID>0</UID><ID>0</ID><Name>Move</Name><OutlineLevel>0</OutlineLevel></Task>
<Task><UID>1</UID><ID>1</ID><Name>Pack</Name><OutlineLevel>1</OutlineLevel><Summary>1</Summary><Start>2026-09-01T08:00:00</Start><Finish>2026-09-03T17:00:00</Finish><Duration>PT24H0M0S</Duration><PercentComplete>50</PercentComplete><Priority>500</Priority></Task>
<Task><UID>2</UID><ID>2</ID><Name>Books</Name><OutlineLevel>2</OutlineLevel><Start>2026-09-01T08:00:00</Start><Finish>2026-09-02T17:00:00</Finish><Duration>PT12H30M0S</Duration><PercentComplete>100</PercentComplete><ActualFinish>2026-09-02T17:00:00</ActualFinish><Notes>&lt;p&gt;By &lt;b&gt;size&lt;/b&gt;&lt;/p&gt;</Notes><HyperlinkAddress>https://example.com</HyperlinkAddress><ExtendedAttribute><FieldID>188743731</FieldID><Value>Study</Value></ExtendedAttribute><PredecessorLink><PredecessorUID>1</PredecessorUID><Type>1</Type></PredecessorLink></Task>
<Task><UID>3</UID><ID>3</ID><Name>Not now</Name><Active>0</Active><OutlineLevel>1</OutlineLevel><Milestone>1</Milestone></Task>
</Tasks><Resources><Resource><UID>1</UID><Name>Ada</Name><EmailAddress>ada@example.com</EmailAddress></Resource></Resources><Assignments><Assignment><TaskUID>2</TaskUID><ResourceUID>1</ResourceUID></Assignment><Assignment><TaskUID>1</TaskUID><ResourceUID>-65535</ResourceUID></Assignment></Assignments></Project>
"""
JIRA_XML = """<?xml version="1.0" encoding="UTF-8"?>
<!-- RSS generated by JIRA (9.4.0) -->
<rss version="0.92"><channel><title>Jira</title><link>https://jira.example.com</link><description>x</description>
<item><title>[SHOP-1] Sign in fails</title><link>https://jira.example.com/browse/SHOP-1</link><project id="1" key="SHOP">Web shop</project><description>&lt;p&gt;It &lt;b&gt;fails&lt;/b&gt;&lt;/p&gt;</description><environment>&lt;p&gt;Firefox&lt;/p&gt;</environment><key id="10001">SHOP-1</key><summary>Sign in fails</summary><type id="1">Bug</type><priority id="2">High</priority><status id="3">In Progress</status><statusCategory id="4" key="indeterminate" colorName="yellow"/><resolution id="-1">Unresolved</resolution><assignee username="ada">Ada Lovelace</assignee><reporter username="bob">Bob</reporter><labels><label>web</label></labels><created>Sat, 5 Sep 2026 10:12:00 +0200</created><updated>Sat, 5 Sep 2026 10:12:00 +0200</updated><version>1.0</version><fixVersion>1.1</fixVersion><fixVersion>1.2</fixVersion><component>Login</component><due>Mon, 7 Sep 2026 00:00:00 +0200</due><votes>1</votes><watches>2</watches><timeoriginalestimate seconds="28800">1 day</timeoriginalestimate><comments><comment id="1" author="bob" created="Sat, 5 Sep 2026 11:00:00 +0200">&lt;p&gt;Seen&lt;/p&gt;</comment></comments><attachments><attachment id="77" name="screen shot.png" size="10" author="bob" created="x"/></attachments><issuelinks><issuelinktype id="1"><name>Blocks</name><outwardlinks description="blocks"><issuelink><issuekey id="2">SHOP-2</issuekey></issuelink></outwardlinks></issuelinktype></issuelinks><subtasks/><customfields><customfield id="c1" key="com.pyxis.greenhopper.jira:gh-epic-link"><customfieldname>Epic Link</customfieldname><customfieldvalues><customfieldvalue>SHOP-2</customfieldvalue></customfieldvalues></customfield><customfield id="c2" key="com.pyxis.greenhopper.jira:gh-lexo-rank"><customfieldname>Rank</customfieldname><customfieldvalues><customfieldvalue>0|i0:</customfieldvalue></customfieldvalues></customfield></customfields></item>
<item><title>[SHOP-2] Epic</title><key id="2">SHOP-2</key><summary>Epic</summary><type>Epic</type><status>To Do</status><statusCategory key="new"/></item>
</channel></rss>
"""
NOTION = """Name,Assign,Status,Due,Tags,Checkbox,Parent item,Created time,URL
Plan party,"Ada Lovelace, Bob",In progress,"September 5, 2026 → September 7, 2026","fun, home",No,"Buy cake (https://www.notion.so/Buy-cake-0123456789abcdef0123456789abcdef)","August 1, 2026 3:12 PM",https://example.com
Buy cake,,Not started,"September 4, 2026 10:00 AM",,Yes,,"August 1, 2026 3:12 PM",
Send notes,,Done,,,No,,"August 2, 2026 3:12 PM",
"""
AIRTABLE = """Name,Notes,Assignee,Status,Attachments,Due,Tags,Done,Estimate
Plan,"Long
text",ada@example.com,In progress,"a.png (https://v5.airtableusercontent.com/x/a.png),b.pdf (https://v5.airtableusercontent.com/x/b.pdf)",9/5/2026 10:12am,"x,y",,3.5
Done one,,,Done,,9/15/2026 1:00pm,,checked,
"""
GITLAB_GUARDED = """Title,Description,Issue ID,URL,State,Author,Author Username,Assignee,Assignee Username,Confidential,Locked,Due Date,Created At (UTC),Updated At (UTC),Closed At (UTC),Milestone,Weight,Labels,Time Estimate,Time Spent
'=weird,"'- one
- two",12,https://git.example.com/a/b/-/issues/12,Closed,Ada,ada,"Bob, Cleo","bob, cleo",No,No,2026-03-01,2026-01-05 10:00:00,2026-01-06 10:00:00,2026-01-07 11:30:00,"v1, beta",3,"bug,urgent",0,0
"""
