// The clinic of the examples in the documentation, which include this file.

mod clinic {
    use chat_app::{ChatService, NewVisit, Ports, Receipt, Settings};
    use chat_domain::{
        Actor, ChatKey, ClientMessageId, ClinicId, Command, DisplayName, MessageText, NewMessage,
        NewParticipant, PersonId, PolicyChoices, Recipient, Role, VisitKind,
    };
    use chat_memory::{
        LocalFanout, MemoryAccessLog, MemoryAttachmentStore, MemoryInvitations, MemoryUploadLedger,
        MemoryVisitLog, MemoryWebhookStore,
    };
    use chat_ports::VisitKey;
    use std::error::Error;
    use uuid::Uuid;

    /// A service with a visit: a provider, and a patient in the waiting room.
    pub struct Clinic {
        pub service: ChatService,
        pub visit: VisitKey,
        pub provider: PersonId,
        pub patient: PersonId,
        /// Their direct chat.
        pub chat: ChatKey,
    }

    impl Clinic {
        pub async fn new() -> Result<Self, Box<dyn Error>> {
            let log = MemoryVisitLog::new();
            let (files, uploads) = (MemoryAttachmentStore::new(), MemoryUploadLedger::new());
            let ports = Ports::new(log.clone(), files, uploads, LocalFanout::new())
                .with_events(log)
                .with_invitations(MemoryInvitations::new())
                .with_webhooks(MemoryWebhookStore::new())
                .with_access_log(MemoryAccessLog::new());
            let service = ChatService::new(ports, Settings::default());
            let [provider, patient] = [(); 2].map(|()| PersonId::new(Uuid::now_v7()));
            let participant = |person, role, name| NewParticipant {
                person,
                role,
                name: DisplayName::new(name).unwrap(),
                second_identifier: None,
                shares_history: false,
            };
            let visit = service
                .schedule_visit(NewVisit {
                    clinic: ClinicId::new(Uuid::now_v7()),
                    visit: None,
                    kind: VisitKind::OneToOne,
                    scheduled_for: time::OffsetDateTime::now_utc(),
                    policy: PolicyChoices::default(),
                    notices: None,
                    participants: vec![
                        participant(provider, Role::Provider, "Dr. Ito"),
                        participant(patient, Role::Patient, "Ana Silva"),
                    ],
                })
                .await?;
            let enters = Command::EnterWaitingRoom { person: patient };
            service.execute(visit, Actor::Person(patient), enters).await?;
            let chat = ChatKey::direct(provider, patient);
            Ok(Self { service, visit, provider, patient, chat })
        }

        /// The provider writes to the patient.
        pub async fn says(&self, text: &str) -> Result<Receipt, Box<dyn Error>> {
            let new = NewMessage {
                chat: self.chat,
                recipient: Recipient::Person(self.patient),
                client_id: ClientMessageId::new(Uuid::now_v7()),
                text: Some(MessageText::new(text)?),
                files: Vec::new(),
            };
            Ok(self.service.send(self.visit, self.provider, new).await?)
        }
    }

    /// Runs an example.
    pub fn example(run: impl AsyncFnOnce(Clinic) -> Result<(), Box<dyn Error>>) {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
        let ran = runtime.unwrap().block_on(async { run(Clinic::new().await?).await });
        ran.unwrap();
    }
}
