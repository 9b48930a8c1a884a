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
