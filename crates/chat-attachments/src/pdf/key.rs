//! Keys of the standard security handler (ISO 32000-2, 7.6.4) for the empty password, tried as the user's and as
//! the owner's, as readers do.

use aes::cipher::{Block, BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};
use md5::{Digest, Md5};
use sha2::{Sha256, Sha384, Sha512};

use super::dictionary::{Dictionary, Method};

/// Padding of passwords shorter than 32 bytes.
const PADDING: [u8; 32] = *b"\x28\xbf\x4e\x5e\x4e\x75\x8a\x41\x64\x00\x4e\x56\xff\xfa\x01\x08\
    \x2e\x2e\x00\xb6\xd0\x68\x3e\x80\x2f\x0c\xa9\xfe\x64\x53\x69\x7a";

/// The file's key, if the empty password opens the file.
pub(super) fn of_empty_password(dictionary: &Dictionary, id: &[u8]) -> Option<Vec<u8>> {
    match dictionary.revision {
        2..=4 => early(dictionary, id, &PADDING)
            .or_else(|| early(dictionary, id, &user_of_owner(dictionary)?)),
        5 | 6 => late(dictionary),
        _ => None,
    }
}

/// Length of the key, in bytes.
fn len(dictionary: &Dictionary) -> usize {
    match (dictionary.revision, dictionary.version, dictionary.bits) {
        (2, ..) => 5,
        (_, 4, _) => 16,
        (_, _, bits @ 40..=128) => usize::try_from(bits / 8).unwrap_or(5),
        _ => 5,
    }
}

/// Algorithms 2, 4 and 5, for a padded password.
fn early(dictionary: &Dictionary, id: &[u8], password: &[u8]) -> Option<Vec<u8>> {
    let len = len(dictionary);
    let permissions = dictionary.permissions.to_le_bytes();
    let mut hash = Md5::new_with_prefix(password);
    hash.update(dictionary.owner.get(..32)?);
    hash.update(permissions.get(..4)?);
    hash.update(id);
    if dictionary.revision >= 4 && dictionary.open_metadata {
        hash.update([0xff; 4]);
    }
    let mut key = hash.finalize().to_vec();
    key.truncate(len);
    let user = dictionary.user.as_slice();
    if dictionary.revision == 2 {
        return (user.get(..32)? == rc4(&key, &PADDING)).then_some(key);
    }
    for _ in 0..50 {
        key = Md5::digest(&key).to_vec();
        key.truncate(len);
    }
    let check = Md5::new_with_prefix(PADDING)
        .chain_update(id)
        .finalize()
        .to_vec();
    let check = (0..20).fold(check, |check, round| rc4(&turned(&key, round), &check));
    (user.get(..16)? == check).then_some(key)
}

/// Algorithm 7: the padded user password, from the empty owner password.
fn user_of_owner(dictionary: &Dictionary) -> Option<Vec<u8>> {
    let mut key = Md5::digest(PADDING).to_vec();
    let owner = dictionary.owner.get(..32)?;
    if dictionary.revision == 2 {
        key.truncate(5);
        return Some(rc4(&key, owner));
    }
    for _ in 0..50 {
        key = Md5::digest(&key).to_vec();
    }
    key.truncate(len(dictionary));
    Some((0..20).rev().fold(owner.to_vec(), |text, round| {
        rc4(&turned(&key, round), &text)
    }))
}

fn turned(key: &[u8], round: u8) -> Vec<u8> {
    key.iter().map(|byte| byte ^ round).collect()
}

/// Algorithm 2.A.
fn late(dictionary: &Dictionary) -> Option<Vec<u8>> {
    let hash = if dictionary.revision == 5 {
        plain_hash
    } else {
        hard_hash
    };
    let user = dictionary.user.get(..48)?;
    let open = |proof: &[u8], wrapped: &[u8], with: &[u8]| {
        if hash(proof.get(32..40)?, with)? != proof.get(..32)? {
            return None;
        }
        let wrap = aes::Aes256::new_from_slice(&hash(proof.get(40..48)?, with)?).ok()?;
        Some(cbc_decrypt(&wrap, [0; 16], wrapped.get(..32)?))
    };
    open(user, &dictionary.user_key, &[])
        .or_else(|| open(&dictionary.owner, &dictionary.owner_key, user))
}

fn plain_hash(salt: &[u8], with: &[u8]) -> Option<Vec<u8>> {
    Some(
        Sha256::new_with_prefix(salt)
            .chain_update(with)
            .finalize()
            .to_vec(),
    )
}

/// Algorithm 2.B.
fn hard_hash(salt: &[u8], with: &[u8]) -> Option<Vec<u8>> {
    let mut key = plain_hash(salt, with)?;
    let mut round = 0_u32;
    loop {
        let mut text = [key.as_slice(), with].concat().repeat(64);
        let cipher = aes::Aes128::new_from_slice(key.get(..16)?).ok()?;
        let mut last: [u8; 16] = key.get(16..32)?.try_into().ok()?;
        for chunk in text.chunks_exact_mut(16) {
            for (byte, before) in chunk.iter_mut().zip(last) {
                *byte ^= before;
            }
            let mut block = Block::<aes::Aes128>::try_from(&*chunk).ok()?;
            cipher.encrypt_block(&mut block);
            chunk.copy_from_slice(&block);
            last = block.into();
        }
        let remainder = text
            .get(..16)?
            .iter()
            .map(|byte| u32::from(*byte))
            .sum::<u32>()
            % 3;
        key = match remainder {
            0 => Sha256::digest(&text).to_vec(),
            1 => Sha384::digest(&text).to_vec(),
            _ => Sha512::digest(&text).to_vec(),
        };
        round += 1;
        if round >= 64 && u32::from(*text.last()?) + 32 <= round {
            key.truncate(32);
            return Some(key);
        }
    }
}

/// Decrypts the stream of an object (algorithms 1 and 1.A). `None` if the key or the bytes don't fit the
/// method.
pub(super) fn decrypt(
    key: &[u8],
    method: Method,
    object: u32,
    generation: u16,
    bytes: Vec<u8>,
) -> Option<Vec<u8>> {
    let own = |salt: &[u8]| {
        let [a, b, c, _] = object.to_le_bytes();
        let hash = Md5::new_with_prefix(key)
            .chain_update([a, b, c])
            .chain_update(generation.to_le_bytes())
            .chain_update(salt);
        let mut own = hash.finalize().to_vec();
        own.truncate((key.len() + 5).min(16));
        own
    };
    match method {
        Method::None => return Some(bytes),
        Method::Rc4 => return Some(rc4(&own(&[]), &bytes)),
        Method::Aes128 | Method::Aes256 => {}
    }
    let (iv, rest) = (chat_formats::bytes::array(&bytes, 0)?, bytes.get(16..)?);
    if method == Method::Aes128 {
        let cipher = aes::Aes128::new_from_slice(&own(b"sAlT")).ok()?;
        Some(cbc_decrypt(&cipher, iv, rest))
    } else {
        let cipher = aes::Aes256::new_from_slice(key).ok()?;
        Some(cbc_decrypt(&cipher, iv, rest))
    }
}

fn cbc_decrypt<C: BlockCipherDecrypt>(cipher: &C, iv: [u8; 16], bytes: &[u8]) -> Vec<u8> {
    let mut last = iv;
    let mut out = Vec::with_capacity(bytes.len());
    for chunk in bytes.chunks_exact(16) {
        let Ok(mut block) = Block::<C>::try_from(chunk) else {
            break;
        };
        cipher.decrypt_block(&mut block);
        out.extend(block.iter().zip(last).map(|(byte, before)| byte ^ before));
        last = chunk.try_into().unwrap_or(last);
    }
    out
}

fn rc4(key: &[u8], bytes: &[u8]) -> Vec<u8> {
    let mut state: [u8; 256] = std::array::from_fn(|n| n.to_le_bytes()[0]);
    let at = |state: &[u8; 256], n: u8| state.get(usize::from(n)).copied().unwrap_or(0);
    let mut j = 0_u8;
    for (i, key) in (0..=255_u8).zip(key.iter().cycle()) {
        j = j.wrapping_add(at(&state, i)).wrapping_add(*key);
        state.swap(usize::from(i), usize::from(j));
    }
    let (mut i, mut j) = (0_u8, 0_u8);
    let mut next = || {
        i = i.wrapping_add(1);
        j = j.wrapping_add(at(&state, i));
        state.swap(usize::from(i), usize::from(j));
        at(&state, at(&state, i).wrapping_add(at(&state, j)))
    };
    bytes.iter().map(|byte| byte ^ next()).collect()
}
