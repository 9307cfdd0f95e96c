"""What students of India's civil service examinations ask, and what the examiners' day brings; all made up."""

DOUBTS = (
    "Explain Article 370 and what changed in August 2019",
    "What is the difference between Article 14 and Article 15?",
    "Why does the RBI keep the cash reserve ratio and the statutory liquidity ratio apart?",
    "How is a no-confidence motion different from a censure motion?",
    "What is the basic structure doctrine, and which judgment laid it down?",
    "Why is the south-west monsoon bimodal over Tamil Nadu?",
    "How do you tell an anticline from a syncline on a map?",
    "What did the Government of India Act 1935 leave to the provinces?",
    "Is a money bill always a financial bill, and the other way round?",
    "How does the finance commission divide taxes between the states?",
    "What is the difference between repo rate and bank rate?",
    "Why did the Permanent Settlement of 1793 impoverish the ryots?",
)

TOPICS = (
    "Monetary policy transmission in India",
    "The Western Ghats as a biodiversity hotspot",
    "Fundamental duties: origin, scope, criticism",
    "Buddhist councils and their outcomes",
    "Cooperative federalism and the GST Council",
    "Inland waterways: promise and obstacles",
    "The Green Revolution and its costs",
    "Emotional intelligence in civil services",
    "El Nino, La Nina and the Indian monsoon",
    "The 73rd and 74th amendments compared",
)

NEWS = (
    "Daily news: the monetary policy committee keeps the repo rate and revises its inflation forecast",
    "Daily news: a new Ramsar site is declared, and what the convention asks of its members",
    "Daily news: the Supreme Court hears a reference on the powers of governors over pending bills",
    "Daily news: ISRO tests the parachutes of its crew module, step by step",
    "Daily news: the monsoon session ends; bills passed, lapsed and sent to committees",
    "Daily news: India and the European Union on the carbon border adjustment mechanism",
    "Daily news: the census timetable, and what delimitation has to do with it",
)

MISHAPS = (
    "[demo:500 times=1]",
    "[demo:503 times=2 after=5]",
    "[demo:422]",
    "[demo:404]",
    "[demo:garbage times=1]",
    "[demo:drop times=1]",
    "[demo:truncated]",
    "[demo:redirect]",
    "[demo:ok seconds=20]",
)
"""Added to some of the texts, so that there is something to look at, retry and cancel."""
