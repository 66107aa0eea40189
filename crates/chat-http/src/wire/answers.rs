//! Answers made of the use cases' results.

use super::{
    Me, MessageOut, MessagePageOut, NoticeReceiptOut, ReceiptOut, RemovedOut, StageName, UploadOut,
    UploadStatusOut, VisitOut, VisitsOut, cursor_text,
};
use crate::authenticate::{Identity, Subject};
use chat_app::{
    DashboardPage, MessagePage, NoticeReceipt, Receipt, Removed, UploadStatus, Uploaded,
};
use chat_ports::UploadStage;

pub(crate) fn who(identity: &Identity) -> Me {
    let (person, may_oversee) = match identity.subject {
        Subject::Person {
            person,
            may_oversee,
        } => (Some(person), may_oversee),
        Subject::Invited { person, .. } => (Some(person), false),
        Subject::Host | Subject::ReadingHost => (None, false),
    };
    Me {
        clinic: identity.clinic,
        person,
        host: person.is_none(),
        may_oversee,
    }
}

pub(crate) fn visits_out(page: DashboardPage) -> VisitsOut {
    VisitsOut {
        visits: page.visits.into_iter().map(VisitOut::from).collect(),
        next: page.next.map(cursor_text),
        waiting: u32::try_from(page.waiting).unwrap_or(u32::MAX),
    }
}

pub(crate) fn page_out(page: MessagePage) -> MessagePageOut {
    let (first, last) = page.covers.unzip();
    MessagePageOut {
        chat: page.chat,
        messages: page.messages.into_iter().map(MessageOut::from).collect(),
        first,
        last,
        more: page.more,
    }
}

pub(crate) fn receipt_out(receipt: Receipt) -> ReceiptOut {
    let Receipt {
        client_id,
        message,
        chat,
        number,
        sent_at,
    } = receipt;
    ReceiptOut {
        client_id,
        message,
        chat,
        number,
        sent_at,
    }
}

pub(crate) fn notice_receipt_out(receipt: NoticeReceipt) -> NoticeReceiptOut {
    let NoticeReceipt { notice, sent_at } = receipt;
    NoticeReceiptOut { notice, sent_at }
}

pub(crate) fn upload_out(uploaded: Uploaded) -> UploadOut {
    let Uploaded {
        upload,
        file,
        removed,
        held,
    } = uploaded;
    let stage = if held {
        StageName::Held
    } else {
        StageName::Released
    };
    UploadOut {
        file: file.into(),
        upload,
        stage,
        removed: removed.into_iter().map(removed_out).collect(),
    }
}

fn removed_out(removed: Removed) -> RemovedOut {
    RemovedOut {
        code: removed.code().into(),
        sentence: removed.sentence().into(),
    }
}

pub(crate) fn upload_status_out(UploadStatus { file, stage }: UploadStatus) -> UploadStatusOut {
    match stage {
        UploadStage::Released => UploadStatusOut::Released { file: file.into() },
        UploadStage::Held => UploadStatusOut::Held { file: file.into() },
        UploadStage::Arriving | UploadStage::Releasing => UploadStatusOut::Arriving,
        UploadStage::Refused { code, sentence } => UploadStatusOut::Refused { code, sentence },
    }
}
