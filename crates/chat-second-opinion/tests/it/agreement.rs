//! Both opinions, asked the same questions.

use crate::{
    chance::Chance,
    opinion::{Opinion, entities, request, text},
    questions::{ACTIONS, Question},
    visits::{COMMANDS, Visit},
};
use cedar_policy::{Entities, Entity, Request};
use chat_domain::RuleId;
use std::{collections::BTreeMap, env, time::Instant};

/// Moments come after so many commands each.
const BETWEEN: usize = 12;

/// Questions asked at one moment.
const AT_ONCE: usize = 32;

/// A question, asked of both.
pub struct Asked<'a> {
    pub visit: &'a Visit,
    pub question: Question,
    pub request: Request,
    pub entities: &'a Entities,
    pub domain: Result<(), Option<RuleId>>,
}

/// Draws visits and questions from a seed, until `count` were asked or `ask` says to stop.
pub fn ask_many(seed: u64, count: usize, mut ask: impl FnMut(&Asked<'_>) -> bool) {
    let mut chance = Chance::new(seed);
    let mut asked = 0;
    for number in 0.. {
        let mut visit = Visit::new(number, &mut chance);
        for _ in 0..=COMMANDS / BETWEEN {
            let draw = |_| Question::draw(&mut chance, &visit);
            let questions: Vec<Question> = (0..AT_ONCE).filter_map(draw).collect();
            let entities = entities(&visit, &questions);
            for question in questions {
                let one = Asked {
                    visit: &visit,
                    request: request(&visit, &question),
                    domain: question.domain(&visit),
                    entities: &entities,
                    question,
                };
                if !ask(&one) {
                    return;
                }
                asked += 1;
                if asked == count {
                    return;
                }
            }
            for _ in 0..BETWEEN {
                visit.step(&mut chance);
            }
        }
    }
}

/// A number from the environment, for longer runs.
pub fn setting(name: &str, default: usize) -> usize {
    env::var(name).map_or(default, |value| value.parse().expect("a number"))
}

impl Asked<'_> {
    /// All that a reader needs to see who is right.
    fn difference(&self, cedar: bool, rules: &impl std::fmt::Debug) -> String {
        let Self {
            visit,
            question,
            domain,
            request,
            ..
        } = self;
        let concerned = |entity: &&Entity| {
            entity.uid().type_name().basename() != "Chat"
                || Some(&entity.uid()) == request.resource()
        };
        let facts: String = self
            .entities
            .iter()
            .filter(concerned)
            .map(|e| format!("{}\n", e.to_json_value().unwrap()))
            .collect();
        let last: Vec<String> = visit
            .log
            .iter()
            .rev()
            .take(15)
            .rev()
            .map(|e| format!("{} {:?} {:?}", e.seq, e.actor, e.event))
            .collect();
        format!(
            "{question:?}\n\nrequest: {request}\n\nfacts: {facts}\n\nthe log's last entries:\n{}\n\n\
             chat-domain: {domain:?}\nCedar: {} by {rules:?}",
            last.join("\n"),
            if cedar { "allow" } else { "deny" },
        )
    }
}

#[test]
fn both_answer_alike() {
    let seed = setting("SEED", 1) as u64;
    let triples = setting("TRIPLES", 20_000);
    let cedar = Opinion::of(&text());
    let mut answers: BTreeMap<&str, [usize; 2]> = ACTIONS
        .iter()
        .filter(|a| !a.contains(' '))
        .map(|action| (*action, [0, 0]))
        .collect();
    let start = Instant::now();
    let mut count = 0;
    let mut differences = Vec::new();
    ask_many(seed, triples, |asked| {
        let (allowed, rules) = cedar.ask(&asked.request, asked.entities);
        if allowed != asked.domain.is_ok() {
            differences.push((
                asked.question.action(),
                asked.domain,
                rules.clone(),
                asked.difference(allowed, &rules),
            ));
        }
        answers.get_mut(asked.question.action()).unwrap()[usize::from(!allowed)] += 1;
        count += 1;
        true
    });
    println!(
        "{count} triples from seed {seed} in {:.1?}",
        start.elapsed()
    );
    println!("{:<20}{:>10}{:>10}", "action", "allow", "deny");
    for (action, [allow, deny]) in &answers {
        println!("{action:<20}{allow:>10}{deny:>10}");
    }
    let mut kinds: BTreeMap<String, (usize, String)> = BTreeMap::new();
    for (action, domain, rules, text) in differences {
        kinds
            .entry(format!("{action} domain {domain:?} cedar {rules:?}"))
            .or_insert((0, text))
            .0 += 1;
    }
    for (kind, (n, text)) in &kinds {
        println!("DIFF {n} {kind}");
        if env::var("SHOW").is_ok_and(|s| kind.starts_with(&s)) {
            println!("{text}");
        }
    }
    assert!(kinds.is_empty());
    for (action, answers) in answers {
        assert!(
            !answers.contains(&0),
            "{action} has one answer only: {answers:?}"
        );
    }
}
