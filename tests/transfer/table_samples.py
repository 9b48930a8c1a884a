"""Tables in the shape in which each tool writes them; all that is in them is made up."""

# ruff: noqa: E501
ASANA = """\ufeffTask ID,Created At,Completed At,Last Modified,Name,Section/Column,Assignee,Assignee Email,Start Date,Due Date,Tags,Notes,Projects,Parent task
1200000000000001,2026-01-05,,2026-02-01,Plan the fair,To do,Ada Lovelace,ada@example.com,,2026-03-01,"fair,spring",Ask the hall,Spring fair,
1200000000000002,2026-01-06,2026-01-20,2026-01-20,Print flyers,Done,,,,2026-01-19,,,Spring fair,
1200000000000003,2026-01-06,,2026-01-20,Choose paper,,bob@example.com,bob@example.com,,,,,Spring fair,Print flyers
"""
GITLAB = """Title,Description,Issue ID,URL,State,Author,Author Username,Assignee,Assignee Username,Confidential,Locked,Due Date,Created At (UTC),Updated At (UTC),Closed At (UTC),Milestone,Weight,Labels,Time Estimate,Time Spent
Crash at start,"It
crashes",12,https://git.example.com/a/b/-/issues/12,Closed,Ada,ada,Bob,bob,No,No,2026-03-01,2026-01-05 10:00:00,2026-01-06 10:00:00,2026-01-07 11:30:00,v1,3,"bug,urgent",0,0
New icon,,13,https://git.example.com/a/b/-/issues/13,Open,Ada,ada,,,No,No,,2026-01-05 10:00:00,2026-01-06 10:00:00,,,,design,0,0
"""
JIRA = """Summary,Issue key,Issue id,Issue Type,Status,Project key,Project name,Priority,Assignee,Reporter,Created,Updated,Resolved,Due date,Labels,Labels,Description,Outward issue link (Blocks),Attachment,Parent id,Parent key,Comment,Comment,Status Category,Custom field (Story point estimate)
Sign in fails,SHOP-1,10001,Bug,In Review,SHOP,Web shop,High,Ada Lovelace,Bob,05/Sep/26 10:12 AM,06/Sep/26 1:00 PM,,07/Sep/26 12:00 AM,login,web,h1. Steps,SHOP-2,05/Sep/26 11:00 AM;Ada;screen.png;https://jira.example.com/a/screen.png,,,05/Sep/26 11:00 AM;Ada Lovelace;Seen; twice,plain words,In Progress,3
Pay by card,SHOP-2,10002,Story,To Do,SHOP,Web shop,Medium,,Bob,04/Sep/26 9:00 AM,04/Sep/26 9:00 AM,,,,,,,,10001,SHOP-1,,,To Do,
Old basket,SHOP-3,10003,Task,Released,SHOP,Web shop,Lowest,,Bob,01/Sep/26 9:00 AM,03/Sep/26 9:00 AM,03/Sep/26 9:00 AM,,,,,,,,,,,Done,
"""
KANBOARD = """"Task Id",Reference,Project,Status,Category,Swimlane,Column,Position,Color,"Due date",Creator,"Creator Name","Assignee Username","Assignee Name",Complexity,Title,"Creation date","Modification date","Completion date","Start date","Time estimated","Time spent",Priority,Tags
7,,Office,Open,Ideas,"Default swimlane",Backlog,1,Yellow,"03/25/2026 00:00",admin,,ada,"Ada Lovelace",0,"Buy a plant","01/05/2026 10:00","01/06/2026 10:00",,,0,0,2,"green, office"
8,,Office,Closed,,Night,Done,1,Blue,,admin,,,,3,"Water it","01/05/2026 10:00","01/06/2026 10:00","01/07/2026 10:00",,1.5,0,0,
"""
KANBOARD_IMPORT = """Reference,Title,Description,Assignee Username,Creator Username,Color Name,Column Name,Category Name,Swimlane Name,Complexity,Time Estimated,Time Spent,Start Date,Due Date,Priority,Status,Tags,External Link
R1,Buy a plant,A green one,ada,admin,yellow,Backlog,,,,,,2026-03-01,2026-03-25,1,0,green,https://example.com/plant
"""
GITHUB = "Title\tURL\tAssignees\tStatus\tLabels\tPriority\nCrash at start\thttps://github.com/o/r/issues/41\tada, bob\tIn progress\tbug, urgent\tHigh\nAn idea\t\t\t\t\t\n"
TODOIST = """TYPE,CONTENT,DESCRIPTION,PRIORITY,INDENT,AUTHOR,RESPONSIBLE,DATE,DATE_LANG,TIMEZONE
meta,view_style=board,,,,,,,,
section,Errands,,,,,,,,
task,Buy milk @home @food,The fresh one,1,1,Ada (123),Bob (456),2026-03-01,en,Europe/Berlin
task,Oat milk too,,4,2,Ada (123),,every day,en,Europe/Berlin
note,Not the blue one,,,,Ada (123),,,,
section,Later,,,,,,,,
task,Write to grandmother,,3,1,Ada (123),,,en,Europe/Berlin
"""
OPENPROJECT = """ID,Type,Subject,Status,Assignee,Priority,Finish date,Start date,% Complete,Parent
3,Feature,Map of the site,In progress,Ada Lovelace,High,2026-03-01,2026-02-01,40,
4,Task,Draw icons,New,,Normal,,,0,3
"""
REDMINE = """#,Project,Tracker,Parent task,Status,Priority,Subject,Author,Assignee,Updated,Category,Target version,Start date,Due date,Estimated time,% Done,Created,Closed,Description
5,Site,Feature,,New,High,Map of the site,Bob,Ada Lovelace,01/06/2026 10:00 AM,Maps,,01/05/2026,01/25/2026,2.5,40,01/05/2026 10:00 AM,,A map
6,Site,Bug,Feature #5,Closed,Low,Draw icons,Bob,,01/06/2026 10:00 AM,,,,,,100,01/05/2026 10:00 AM,01/07/2026 10:00 AM,
"""
WEKAN = """Title,Description,Stage,Owner,Members,Labels,Due Date,start date,finish date,created at,updated at
Hang posters,On the wall,Doing,ada,ada bob,Marketing-blue urgent,05/26/2026,05/01/2026,,04/30/2026,05/02/2026
"""
DECK = "Card title\tDescription\tList name\tTags\tDue date\tCreated\tModified\nWrite tests\t\tToDo\t\tnull\t5.9.2026, 10:12:00\t6.9.2026, 10:12:00\nPlan\tA plan\tDone\tFinished\t15.9.2026, 10:12:00\t5.9.2026, 10:12:00\t6.9.2026, 10:12:00\n"
PLANNER = [
    [
        "Task ID",
        "Task Name",
        "Bucket Name",
        "Progress",
        "Priority",
        "Assigned To",
        "Created By",
        "Created Date",
        "Start date",
        "Due date",
        "Is Recurring",
        "Late",
        "Completed Date",
        "Completed By",
        "Completed Checklist Items",
        "Checklist Items",
        "Labels",
        "Description",
    ],
    [
        "aBcD-1",
        "Paint the door",
        "House",
        "In progress",
        "Important",
        "Ada Lovelace;Bob",
        "Ada Lovelace",
        "01/05/2026",
        "",
        "12/26/2025",
        "false",
        "true",
        "",
        "",
        "1/2",
        "Buy paint;Find a brush",
        "Red;Home",
        "Green",
    ],
    [
        "aBcD-2",
        "Mow",
        "Garden",
        "Completed",
        "Low",
        "",
        "Ada Lovelace",
        "01/05/2026",
        "",
        "",
        "false",
        "false",
        "01/06/2026",
        "Bob",
        "",
        "",
        "",
        "",
    ],
]
